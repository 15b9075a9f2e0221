"""The bottom layer: exports in, one clean record of who said what to whom."""

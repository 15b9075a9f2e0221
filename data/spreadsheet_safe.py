"""Writes tables that no spreadsheet can mistake for formulas."""

import csv

import pandas as pd

_TRIGGERS = tuple("=+-@\t\r\n\0＝＋－＠")  # noqa: RUF001 - full-width forms are formulas too


def safe(value: object) -> object:
    """Return a text that begins like a formula behind an apostrophe (OWASP); the rest as it is."""
    if isinstance(value, str) and value.startswith(_TRIGGERS):
        return f"'{value}"
    return value


def as_csv(frame: pd.DataFrame) -> str:
    """Return a table as CSV: texts quoted and harmless, numbers as numbers, empty for unknown."""
    texts = frame.select_dtypes(exclude="number").columns
    harmless = frame.assign(**{name: frame[name].map(safe) for name in texts})
    return harmless.to_csv(index=False, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")

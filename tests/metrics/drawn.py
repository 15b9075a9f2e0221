"""Evidence that a test has drawn: what it registers as ``drawn``, for the whole time."""

from metrics.estimates.evidence import Evidence

DRAWN = Evidence("select 'all' as grain, * from drawn", ("all",))

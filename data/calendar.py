"""Periods as people write them."""

from datetime import date


def period_name(period: date, grain: str) -> str:
    """Return "2026-03", "2026-Q1", "2026" or "all", for the first day of a period."""
    match grain:
        case "month":
            return f"{period:%Y-%m}"
        case "quarter":
            return f"{period:%Y}-Q{(period.month + 2) // 3}"
        case "year":
            return f"{period:%Y}"
    return "all"

"""The bounds that the organisation settled itself; which there can be, and what they do, is above.

A row stands for all four bounds of a figure in communities of a kind, in place of its starting
values; a figure without any of them is not judged there.
"""

from duckdb import DuckDBPyConnection

Sides = tuple[float | None, float | None, float | None, float | None]
"""Where risk begins below, watch below, watch above, risk above; None for no such bound."""


def own_bounds(cursor: DuckDBPyConnection) -> dict[tuple[str, str | None], Sides]:
    """Return the organisation's own bounds by figure and kind; kind None: communities of none."""
    found = cursor.execute(
        """
        select
            metric,
            nullif(kind, ''),
            risk_below,
            watch_below,
            watch_above,
            risk_above
        from bound
        order by metric, kind
        """
    ).fetchall()
    return {(metric, kind): tuple(sides) for metric, kind, *sides in found}


def keep_bounds(cursor: DuckDBPyConnection, metric: str, kind: str | None, sides: Sides) -> None:
    """Keep the bounds of a figure in communities of a kind, in place of those kept before."""
    cursor.execute(
        "insert or replace into bound values ($1, $2, $3, $4, $5, $6)", [metric, kind or "", *sides]
    )


def forget_bounds(cursor: DuckDBPyConnection, metric: str, kind: str | None) -> None:
    """Keep no bounds of a figure in communities of a kind any more."""
    cursor.execute("delete from bound where metric = $1 and kind = $2", [metric, kind or ""])

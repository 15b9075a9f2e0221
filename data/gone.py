"""What a later export lacks: posts we have that the platform has no more.

An export that repeats most of what is known of its time, and yet lacks some of it, shows that these
were deleted. One that holds other parts of a community lacks the rest and shows nothing.
"""

from enum import StrEnum

from duckdb import DuckDBPyConnection

from data.arrival import Origin
from data.refusal import MissingPostsError
from data.report import Report
from data.said import say, say_many

_LACKING = """
    create or replace temp table lacking as
    with span as (
        select community, min(posted_at) as first, max(posted_at) as last
        from newest
        group by all
    ),

    known as (
        select
            post.community,
            post.source_id,
            newest.source_id is not null as is_here
        from post
        join span
          on  span.community = post.community
          and post.posted_at between span.first and span.last
        left join newest
          on  newest.community = post.community
          and newest.source_id = post.source_id
        where post.current and post.import <> $import
          and exists (
            from import where import.number = post.import and import.format = $format
          )
    ),

    repeated as (
        select community from known group by all having avg(is_here::integer) >= 0.5
    )

    select distinct community, source_id
    from known
    where not is_here and community in (select community from repeated)
"""


class Lacking(StrEnum):
    """What to do with posts we have that an export lacks."""

    ASK = "ask"
    KEEP = "keep"
    REPLACE = "replace"


def settle_lacking(
    cursor: DuckDBPyConnection, origin: Origin, lacking: Lacking, report: Report
) -> int:
    """Keep or let go of what an export lacks; return how many posts went.

    Raises MissingPostsError where nobody said which. Undo brings back what went.
    """
    cursor.execute(_LACKING, {"import": report.number, "format": origin.format})
    (number,) = cursor.execute("select count(*) from lacking").fetchone()
    if not number:
        return 0
    if lacking is Lacking.ASK:
        raise MissingPostsError(
            origin.file,
            say_many(
                "it lacks {number} post that an earlier export of the same time has.",
                "it lacks {number} posts that an earlier export of the same time has.",
                number,
            ),
            say("Say --replace if they were deleted and shall go, or --keep if they shall stay."),
        )
    if lacking is Lacking.KEEP:
        report.notes[say("posts we have that this file lacks: kept")] = number
        return 0
    report.notes[say("posts we had that this file lacks: taken out")] = number
    cursor.execute("insert into gone select community, source_id, $1 from lacking", [report.number])
    return number

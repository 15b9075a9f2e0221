"""What else there is to tell of an import: oddities that were kept, and how they are counted.

Works inside the transaction of the import, when the derived tables are up to date.
"""

from duckdb import DuckDBPyConnection

from data.inferred import in_words
from data.report import Report
from data.said import say

_REPLIES = """
    with reply as (
        select
            post.community,
            post.reply_to,
            place.how,
            place.posted_at < parent.posted_at as is_early
        from post
        join place on place.post = post.fact
        left join place as parent on parent.post = place.parent
        where post.import = $import and post.reply_to is not null
    ),

    circle as (
        select count(*) as number
        from (select community, reply_to as source_id from reply where how = 'orphan')
        semi join (from post where current) as answered using (community, source_id)
    )

    select
        count(*) filter (where how = 'orphan') - any_value(circle.number),
        any_value(circle.number),
        count(*) filter (where is_early)
    from reply
    cross join circle
"""

_STRANGERS = """
    select count(*) from (
        select community, author from arriving_Post
        where community in (select community from arriving_Member where listed)
        except
        select community, person from arriving_Member where listed
    )
"""


def note(cursor: DuckDBPyConnection, spellings: int, report: Report) -> None:
    """Add to the report what is odd about its replies and its people.

    ``spellings`` is the number of ways of writing an id that turned out to mean a known one.
    """
    lost, circles, early = cursor.execute(_REPLIES, {"import": report.number}).fetchone()
    (strangers,) = cursor.execute(_STRANGERS).fetchone()
    told = {
        say("replies to a post that is not there: kept as posts that open a thread"): lost,
        say("replies to themselves or in a circle: kept as posts that open a thread"): circles,
        say("replies dated before the post they answer: kept, and no time is worked out"): early,
        say("authors who are on no list of members in this file: counted as people"): strangers,
        say("other spellings of a person (capitals, blanks, forms of letters)"): spellings,
    }
    for what, number in told.items():
        if number:
            report.notes[what] = number


def note_inferred(cursor: DuckDBPyConnection, report: Report) -> None:
    """Add to the report how many replies were inferred in its communities, and how surely."""
    communities, replies = cursor.execute(
        """
        select count(distinct place.community), count(*)
        from place
        join community using (community)
        join post on post.fact = place.post
        where community.name in (select unnest($names))
          and place.how = 'inferred'
          and place.parent is not null
          and post.how <> 'inferred'
        """,
        {"names": report.communities},
    ).fetchone()
    if replies:
        report.notes[say("replies in its communities are inferred, and not named by it")] = replies
    named = len(report.communities) - communities
    if named:
        told = say("communities in which nothing was inferred: their exports name replies")
        report.notes[told] = named
    report.assumptions[say("inferred replies")] = in_words()

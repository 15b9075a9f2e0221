"""Sole answerer: how much of the answering rests on the one who answers most?"""

from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

METRIC = Metric(
    name="sole_answerer",
    title="Answers from one person",
    question="Would there still be answers if the one who answers most stopped?",
    finding="{} answers come from the one who answers most",
    formula="Replies by whoever wrote the most replies to others in the period, host or not, as a "
    "share of all replies from one person to another.",
    dimension=Dimension.RECIPROCITY,
    direction=Direction.LOWER,
    unit=Unit.SHARE,
    minimum=20,
    minimum_of="threads with a reply",
    minimum_units=20,
    minimum_people=10,
    adds_up=False,
    needs=(Need.REPLIES,),
    source="Contributor absence factor, CHAOSS project, for answers: above one half it is one; "
    "interval over threads",
    blind_spot="Counts answers, not what they are worth. One who answers all questions may be what "
    "people come for, until they fall ill. Who it is is never shown.",
    advice=(
        "Nothing to mend.",
        "Let the one who answers most wait a day, and ask two others by name to answer first; "
        "write the commonest answers down together.",
    ),
    signs=("answers come from many", "one person gives most of the answers"),
    trials=(
        None,
        Trial(
            source="Wasko & Faraj 2005 (MIS Quarterly 29:35): networks that live on a critical "
            "mass of a few are fragile",
        ),
    ),
    silence="nobody answered anybody",
    evidence="""
        with given as (
            select community, period, author, count(*) as replies
            from replies($grain)
            group by all
        ),

        most as (
            select community, period, arg_max(author, (replies, -author)) as person
            from given
            group by all
        )

        select
            replies.community,
            replies.period,
            replies.thread                                              as one,
            null::integer                                               as other,
            count(*) filter (where replies.author = most.person)        as amount,
            count(*)                                                    as out_of,
            -- Five counts the people around the one who answers.
            list_filter(
                list_distinct(list(replies.author) || list(replies.answered)),
                lambda one : one <> any_value(most.person)
            )                                                           as people
        from replies($grain) as replies
        join most using (community, period)
        group by all
    """,
)

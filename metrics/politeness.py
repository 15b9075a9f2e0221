"""Politeness: do people only agree with each other and praise, or also question what is said?"""

from metrics.metric import Dimension, Direction, Metric, Need, Unit

METRIC = Metric(
    name="politeness",
    title="Politeness",
    question="Do people only agree and praise, or do they also question each other?",
    finding="In {} replies that take a stand, it is praise or agreement",
    formula="Of all replies that praise, thank, agree, disagree or correct, the share that praise, "
    "thank or agree; a reply that does both counts half.",
    dimension=Dimension.PRACTICE,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    worth_acting_on=0.2,
    minimum=30,
    minimum_of="replies that praise or question",
    minimum_units=10,
    needs=(Need.REPLIES, Need.TEXT),
    source="About 80 of 100 in public discussion, after the discourse acts of Zhang, Culbertson & "
    "Paritosh 2017 (Coarse Discourse); interval over threads",
    blind_spot="Disagreement is the kind that rules, and people, tell worst. Polite disagreement "
    "may be read as praise.",
    advice=(
        "If nearly all is contradiction, ask for what each would keep of the other’s idea.",
        "Ask one person a week to say what they would do differently, and thank for it.",
    ),
    silence="no reply that praises or questions was found",
    caveat="kinds are read by rules",
    of_threads=True,
    evidence="""
        with stands as (
            select
                text,
                bool_or(kind = 'appreciation')                     as agrees,
                bool_or(kind = 'challenge')                        as disagrees
            from telling
            where kind in ('appreciation', 'challenge')
            group by all
        )

        select
            replies.community,
            replies.period,
            replies.thread                                         as one,
            null::integer                                          as other,
            sum(agrees::integer / (agrees::integer + disagrees::integer)) as amount,
            count(*)                                               as out_of,
            list(distinct replies.author)                          as people
        from replies($grain) as replies
        join place using (post)
        join stands using (text)
        group by all
    """,
)

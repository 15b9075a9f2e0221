"""Candour answered: is somebody who admits a failure or a doubt answered, as a success is?"""

from metrics.metric import Bounds, Dimension, Direction, Metric, Need, Unit

_OPENINGS = """
    with told as (
        select distinct text
        from telling
        where kind in ({kinds})
    )

    select
        threads.community,
        threads.period,
        threads.thread                                                      as one,
        null::integer                                                       as other,
        coalesce(first_reply <= opened + interval 7 day, false)::integer    as amount,
        1                                                                   as out_of,
        threads.people
    from threads($grain) as threads
    join place on place.post = threads.thread
    join told using (text)
    join observed on observed.community = threads.community
    where opened <= observed.last - interval 7 day
"""

METRIC = Metric(
    name="candour_answered",
    title="Candour answered",
    question="Is somebody who admits a failure or a doubt answered?",
    finding="{} admitted failures and doubts are answered within a week",
    formula="Opening posts that tell a failure or voice a doubt and that somebody else answered "
    "within 7 days, as a share of all such openings at least 7 days old.",
    dimension=Dimension.PRACTICE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    minimum=20,
    minimum_of="openings with a failure or a doubt that are old enough to judge",
    needs=(Need.THREADS, Need.TEXT),
    source="Replies after risky posts tell safe teams from unsafe ones: Ferguson, Van de Zande & "
    "Olechowski 2024 (arXiv 2404.00171); the unanswered are counted",
    blind_spot="An answer may be kind or cutting; only that there is one is seen. Kinds are read "
    "by rules, which err.",
    advice=(
        "Agree that whoever sees a failure or a doubt without an answer thanks for it that day.",
        "Keep answering; ask those who were answered what helped.",
    ),
    bounds=Bounds(risk_below=0.3, watch_below=0.6),
    silence="no opening with a failure or a doubt was found",
    caveat="kinds are read by rules",
    evidence=_OPENINGS.format(kinds="'failure', 'doubt'"),
)

FURTHER = (
    METRIC.further(
        "best",
        title="Successes answered",
        question="Is somebody who tells a success answered?",
        finding="{} told successes are answered within a week",
        formula="Opening posts that present a way of working as good and that somebody else "
        "answered within 7 days, as a share of all such openings at least 7 days old. To be held "
        "against failures and doubts.",
        minimum_of="openings with a best practice that are old enough to judge",
        silence="no opening with a best practice was found",
        direction=Direction.BAND,
        bounds=None,
        advice=(
            "If successes too wait in vain, see who reads here at all.",
            "If successes are answered and failures are not, say aloud that both are wanted.",
        ),
        evidence=_OPENINGS.format(kinds="'best'"),
    ),
)

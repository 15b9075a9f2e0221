"""Candour answered: is somebody who admits a failure or a doubt answered, as a success is?"""

from metrics.estimates.since import hours_since, last_told
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

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
    "within 7 days, as a share of all such opening posts at least 7 days old.",
    dimension=Dimension.PRACTICE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.25,
    minimum=20,
    minimum_of="opening posts with a failure or a doubt that are old enough to judge",
    needs=(Need.THREADS, Need.TEXT),
    source="Replies after risky posts tell safe teams from unsafe ones: Ferguson, Van de Zande & "
    "Olechowski 2024 (arXiv 2404.00171); the unanswered are counted",
    blind_spot="An answer may be kind or cutting; only that there is one is seen. Kinds are read "
    "by rules, which err.",
    advice=(
        "Agree that whoever sees a failure or a doubt without an answer thanks for it that day.",
        "Keep answering; ask those who were answered what helped.",
    ),
    signs=(
        "who admits a failure or a doubt is left alone",
        "who admits a failure or a doubt is answered",
    ),
    sign_of_none="nobody who admits a failure or a doubt is answered",
    trials=(
        Trial(
            source="Ferguson, Van de Zande & Olechowski 2024 (arXiv 2404.00171): replies after a "
            "risk tell safe teams apart",
        ),
        None,
    ),
    silence="no opening post with a failure or a doubt was found",
    caveat="kinds are read by rules",
    in_one_month=True,
    of_threads=True,
    evidence=_OPENINGS.format(kinds="'failure', 'doubt'"),
)

FURTHER = (
    METRIC.further(
        "best",
        title="Successes answered",
        question="Is somebody who tells a success answered?",
        finding="{} told successes are answered within a week",
        formula="Opening posts that present a way of working as good and that somebody else "
        "answered within 7 days, as a share of all such opening posts at least 7 days old. To be "
        "held against failures and doubts.",
        minimum_of="opening posts with a best practice that are old enough to judge",
        silence="no opening post with a best practice was found",
        direction=Direction.BAND,
        advice=(
            "If successes too wait in vain, see who reads here at all.",
            "If successes are answered and failures are not, say aloud that both are wanted.",
        ),
        evidence=_OPENINGS.format(kinds="'best'"),
    ),
    METRIC.further(
        "opened_by_members",
        title="Members who open up first",
        question="Who admits something first: the hosts or the members?",
        finding="In {} conversations with an admission, a member came first and not a host",
        formula="Conversations in which a failure is told or a doubt voiced and the first to do so "
        "was not a host, as a share of all conversations in which that happens.",
        minimum=10,
        minimum_of="conversations with a failure or a doubt",
        minimum_units=10,
        needs=(Need.THREADS, Need.TEXT, Need.HOSTS),
        direction=Direction.BAND,
        silence="no failure or doubt was found",
        advice=(
            "That is a start: hosts who admit first make it safe for others.",
            "Let a host admit something first from time to time.",
        ),
        evidence="""
            with candid as (
                select
                    assessed.community,
                    assessed.thread,
                    min(assessed.posted_at)                          as opened,
                    arg_min(assessed.author, assessed.posted_at)     as first,
                    list(distinct assessed.author)                   as people
                from assessed
                join telling using (text)
                where telling.kind in ('failure', 'doubt')
                group by all
            )

            select
                candid.community,
                period_of(opened, $grain)              as period,
                candid.thread                          as one,
                null::integer                          as other,
                (hosts.person is null)::integer        as amount,
                1                                      as out_of,
                candid.people
            from candid
            left join hosts
              on  hosts.community = candid.community
              and hosts.person = candid.first
        """,
    ),
    METRIC.further(
        "since",
        title="Since the last candid post",
        question="How long ago did anybody last admit a failure or a doubt?",
        finding="Somebody last admitted a failure or a doubt {} before the end",
        formula="The time from the last post that tells a failure or voices a doubt to the end of "
        "the period.",
        direction=Direction.LOWER,
        unit=Unit.HOURS,
        worth_acting_on=None,
        minimum=5,
        minimum_of="posts with a failure or a doubt",
        minimum_units=1,
        needs=(Need.TEXT,),
        silence="nobody did so yet",
        advice=(
            "Good: keep answering them.",
            "Let a host bring the next failure, and thank whoever follows.",
        ),
        of_threads=False,
        estimate=hours_since,
        in_one_month=False,
        evidence=last_told("failure", "doubt"),
    ),
)

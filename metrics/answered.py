"""Answered: how many openings get a reply from somebody else, and how long they wait."""

from metrics.estimates.survival import median_wait
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

_WITHIN = """
    select
        threads.community,
        threads.period,
        threads.thread                                                     as one,
        null::integer                                                      as other,
        coalesce(first_reply <= opened + interval {wait}, false)::integer  as amount,
        1                                                                  as out_of,
        people
    from threads($grain) as threads
    join observed using (community)
    where opened <= observed.last - interval {wait}
"""

METRIC = Metric(
    name="answered",
    title="Answered within a day",
    question="Does somebody who starts a conversation get an answer in time?",
    finding="{} opening posts are answered within a day",
    formula="Opening posts that somebody else answered within 24 hours, as a share of all opening "
    "posts that are at least 24 hours old.",
    dimension=Dimension.DIALOGUE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.3,
    minimum=20,
    minimum_of="opening posts that are old enough to judge",
    needs=(Need.THREADS,),
    source="Time to first response, CHAOSS project; the unanswered are counted",
    blind_spot="Not every opening post asks for an answer, and an answer may have come elsewhere. "
    "Says nothing about who answers: see the host's share.",
    advice=(
        "Agree who looks at open questions each morning, in turns, and ask by name who could "
        "answer.",
        "If answers come within seconds, see whether they come from a bot or only from the host.",
    ),
    signs=(
        "opening posts wait in vain for an answer",
        "opening posts are answered at once",
    ),
    sign_of_none="no opening post is answered in time",
    trials=(
        Trial(
            source="Kraut & Resnick 2012, Building Successful Online Communities (MIT Press): "
            "people help when they are asked by name",
            weeks=6,
        ),
        None,
    ),
    in_one_month=True,
    of_threads=True,
    evidence=_WITHIN.format(wait="24 hour"),
)

FURTHER = (
    METRIC.further(
        "within_7d",
        title="Answered within a week",
        question="How many conversations are answered within a week?",
        finding="{} opening posts are answered within a week",
        formula="Opening posts that somebody else answered within 7 days, as a share of all "
        "opening posts that are at least 7 days old.",
        evidence=_WITHIN.format(wait="7 day"),
    ),
    METRIC.further(
        "median_wait",
        title="Median wait for an answer",
        question="How long does an opening post wait for its first answer?",
        finding="Half of all opening posts wait longer than {} for an answer",
        formula="Kaplan-Meier median of the time to the first reply by somebody else; opening "
        "posts without an answer wait until the end of the export.",
        direction=Direction.LOWER,
        unit=Unit.HOURS,
        worth_acting_on=24.0,
        source="Kaplan-Meier with Greenwood's variance; Ortega et al. 2014, arXiv 1407.5903",
        estimate=median_wait,
        evidence="""
            select
                threads.community,
                threads.period,
                threads.thread as one,
                date_diff('second', opened, coalesce(first_reply, observed.last)) / 3600 as waited,
                first_reply is not null as happened,
                people
            from threads($grain) as threads
            join observed using (community)
            where opened < observed.last
        """,
    ),
    METRIC.further(
        "by_members",
        title="Answered by members",
        question="Would opening posts be answered in time without the host?",
        finding="{} opening posts are answered within a day by somebody who is no host",
        formula="Opening posts that somebody else who is no host answered within 24 hours, as a "
        "share of all opening posts by people who are no hosts and at least 24 hours old.",
        needs=(Need.THREADS, Need.HOSTS),
        blind_spot="Who would have answered, had the host not been quicker, is not seen.",
        evidence="""
            with first_answer as (
                select place.thread, min(place.posted_at) as posted_at
                from place
                join place as opening on opening.post = place.thread
                where place.author <> opening.author
                  and (place.community, place.author)
                    not in (select (community, person) from hosts)
                group by all
            )

            select
                threads.community,
                threads.period,
                threads.thread                                                as one,
                null::integer                                                 as other,
                coalesce(
                    first_answer.posted_at <= opened + interval 24 hour, false
                )::integer                                                    as amount,
                1                                                             as out_of,
                people
            from threads($grain) as threads
            join observed using (community)
            left join first_answer using (thread)
            where opened <= observed.last - interval 24 hour
              and (threads.community, threads.opener)
                not in (select (community, person) from hosts)
        """,
    ),
)

"""Motivation: do people say why they are here, and how long ago did anybody last say so?"""

from metrics.estimates.since import hours_since, last_told
from metrics.metric import Dimension, Direction, Metric, Need, Unit

METRIC = Metric(
    name="motivation",
    title="Saying why one is here",
    question="Do people say what they hope to learn here?",
    finding="{} people who wrote said why they are here",
    formula="People who wrote a post in which they say why they are here or what they hope to "
    "learn, as a share of all people who wrote in a language with rules.",
    dimension=Dimension.PRACTICE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.25,
    minimum=20,
    minimum_of="people who wrote",
    minimum_people=20,
    guards_parts=True,
    needs=(Need.TEXT,),
    source="Wenger, McDermott & Snyder 2002 (Cultivating Communities of Practice); interval over "
    "members",
    blind_spot="People may have said so elsewhere, or need not say it. Subject and company are not "
    "told apart.",
    advice=(
        "Begin the next meeting with one round: what do you hope to take from here this quarter?",
        "Bring what people hope for back to them at the end of the quarter.",
    ),
    adds_up=False,
    silence="nobody wrote in a language with rules",
    caveat="kinds are read by rules",
    evidence="""
        with said as (
            select distinct text
            from telling
            where kind = 'motivation'
        )

        select
            assessed.community,
            period_of(assessed.posted_at, $grain)     as period,
            assessed.author                           as one,
            null::integer                             as other,
            (count(said.text) > 0)::integer           as amount,
            1                                         as out_of,
            [assessed.author]                         as people
        from assessed
        left join said using (text)
        group by all
    """,
)

FURTHER = (
    METRIC.further(
        "since",
        title="Since anybody said why",
        question="How long ago did anybody last say why they are here?",
        finding="Somebody last said why they are here {} before the end",
        formula="The time from the last post in which somebody says why they are here, or what "
        "they hope to learn, to the end of the period.",
        direction=Direction.LOWER,
        unit=Unit.HOURS,
        worth_acting_on=None,
        minimum=5,
        minimum_of="posts that say why somebody is here",
        minimum_units=1,
        minimum_people=5,
        guards_parts=False,
        silence="nobody said so yet",
        estimate=hours_since,
        evidence=last_told("motivation"),
    ),
)

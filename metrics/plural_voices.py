"""Plural voices: does each department, level and place speak as much as its members would?"""

from metrics.estimates.share_of_voice import distance
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_VOICES = """
    with voice as (
        select
            community,
            period_of(posted_at, $grain) as period,
            author                       as person,
            count(*)                     as posts
        from place
        group by all
    )

    select
        members.community,
        members.period,
        members.person               as one,
        members.{attribute}          as kind,
        coalesce(voice.posts, 0)     as amount
    from members($grain) as members
    left join voice using (community, period, person)
"""

METRIC = Metric(
    name="plural_voices",
    title="Voices of departments",
    question="Does every department have its share of voice?",
    finding="{} posts would have to come from other departments for each to have its share",
    formula="Share of posts of each department against its share of members: half the sum of the "
    "absolute differences. 0 where every department writes as much as its members would lead to "
    "expect. Departments of fewer than five members are taken together.",
    dimension=Dimension.VOICE,
    direction=Direction.LOWER,
    unit=Unit.SHARE,
    minimum=20,
    minimum_of="members whose department is known",
    minimum_people=10,
    guards_parts=True,
    adds_up=False,
    needs=(Need.ROSTER, Need.ATTRIBUTES),
    source="Total variation distance between two distributions; chance level of drawing without "
    "replacement",
    blind_spot="Where a few write most, some distance arises by chance: read it beside the chance "
    "level. Speaking much is not being heard.",
    advice=(
        "Nothing to mend.",
        "Invite a question from those departments that are silent, through somebody they know.",
    ),
    silence="no departments of members at that time are known, or none of them wrote",
    estimate=distance,
    evidence=_VOICES.format(attribute="department"),
)


def _by(attribute: str, plural: str) -> Metric:
    return METRIC.further(
        attribute,
        title=f"Voices of {plural}",
        question=f"Does every {attribute} have its share of voice?",
        finding=f"{{}} posts would have to come from other {plural} for each to have its share",
        formula=f"As for departments, by the {attribute} of the members.",
        minimum_of=f"members whose {attribute} is known",
        advice=(
            METRIC.advice[0],
            f"Invite a question from those {plural} that are silent, through somebody they know.",
        ),
        silence=f"no {plural} of members at that time are known, or none of them wrote",
        evidence=_VOICES.format(attribute=attribute),
    )


FURTHER = (_by("level", "levels"), _by("place", "places"))

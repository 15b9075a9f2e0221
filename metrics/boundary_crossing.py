"""Boundary crossing: does talk cross departments as often as chance would have it?"""

from metrics.estimates.over_chance import index_over_chance
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

_TIES = """
    with ties as (
        select distinct
            community,
            period,
            least(author, answered)     as one,
            greatest(author, answered)  as other
        from replies($grain)
    )

    select
        ties.community,
        ties.period,
        ties.one,
        ties.other,
        former.{attribute} as one_in,
        latter.{attribute} as other_in
    from ties
    left join roster as former
      on former.community = ties.community and former.person = ties.one
    left join roster as latter
      on latter.community = ties.community and latter.person = ties.other
    where {whom}
"""
_NOT_HOSTS = """
    (ties.community, ties.one) not in (select (community, person) from hosts)
    and (ties.community, ties.other) not in (select (community, person) from hosts)
"""

METRIC = Metric(
    name="boundary_crossing",
    title="Across departments",
    question="Do people talk with colleagues of other departments?",
    finding="Talk across departments differs by {} from what chance would give",
    against_chance=(
        "People talk across departments less than chance would give ({})",
        "People talk across departments as much as chance would give",
        "People talk across departments more than chance would give ({})",
    ),
    formula="E-I index: of all pairs of people who answered one another, those of two departments "
    "less those of one, divided by all; less the mean of that index when the same departments are "
    "dealt out among the same people by chance. 0: as by chance; below 0: departments keep to "
    "themselves. Half of it, times 100, is shown: so many more or fewer of 100 pairs cross.",
    dimension=Dimension.REACH,
    direction=Direction.BAND,
    unit=Unit.PAIRS,
    worth_acting_on=0.5,
    minimum=30,
    minimum_of="pairs of people whose departments are known",
    minimum_units=15,
    minimum_people=15,
    guards_parts=True,
    adds_up=False,
    needs=(Need.REPLIES, Need.ATTRIBUTES),
    source="E-I index, Krackhardt & Stern 1988 (Social Psychology Quarterly 51:123); its mean "
    "under permuted labels in closed form; dyadic interval (Aronow, Samii & Assenova 2015)",
    blind_spot="A department is what the member list says today. Talk within a department may be "
    "just what a team needs; and who never meets others cannot be told from who need not.",
    advice=(
        "Pair an opening each week with somebody from another department who knows the matter.",
        "Far above chance, people may have no home group: ask what their own team talks about.",
    ),
    signs=(
        "people stay among their own",
        "people hardly talk with those next to them",
    ),
    trials=(
        Trial(
            source="Burt 2004 (American Journal of Sociology 110:349): good ideas come from "
            "between groups",
        ),
        None,
    ),
    silence="no two people whose departments are known answered each other",
    estimate=index_over_chance,
    evidence=_TIES.format(attribute="department", whom="true"),
)

FURTHER = (
    METRIC.further(
        "without_hosts",
        title="Across departments, without the host",
        question="Do members talk across departments without the host in between?",
        finding="Without the host, talk across departments differs by {} from chance",
        against_chance=(
            "Without the host, people talk across departments less than chance would give ({})",
            "Without the host, people talk across departments as much as chance would give",
            "Without the host, people talk across departments more than chance would give ({})",
        ),
        formula="The same for pairs of which neither is a host.",
        needs=(Need.REPLIES, Need.ATTRIBUTES, Need.HOSTS),
        evidence=_TIES.format(attribute="department", whom=_NOT_HOSTS),
    ),
    METRIC.further(
        "place",
        title="Across places",
        question="Do people talk with colleagues at other places?",
        finding="Talk across places differs by {} from what chance would give",
        against_chance=(
            "People talk across places less than chance would give ({})",
            "People talk across places as much as chance would give",
            "People talk across places more than chance would give ({})",
        ),
        formula="The same for places instead of departments.",
        minimum_of="pairs of people whose places are known",
        blind_spot="A place is what the member list says today.",
        advice=(
            "Hold one round online for all places, and let each place bring one question.",
            "Far above chance, colleagues of one place may meet elsewhere: ask them.",
        ),
        silence="no two people whose places are known answered each other",
        evidence=_TIES.format(attribute="place", whom="true"),
    ),
)

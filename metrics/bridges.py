"""Bridges: does the conversation hang together, and on how many people does that rest?"""

from metrics.estimates.joints import joints
from metrics.estimates.modularity import modularity_over_chance
from metrics.estimates.ratio import ratio
from metrics.estimates.together import hang_together
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_TIES = """
    select distinct
        community,
        period,
        least(author, answered)     as one,
        greatest(author, answered)  as other,
        false                       as one_hosts,
        false                       as other_hosts
    from replies($grain)
"""

METRIC = Metric(
    name="bridges",
    title="Linked with each other",
    question="Is this one conversation, or many that never meet?",
    finding="{} people who talk here are linked with each other through replies",
    formula="The largest part of the community whose members are linked, directly or through "
    "others, by replies in the period; as a share of all who answered or were answered.",
    dimension=Dimension.REACH,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    rises_with_volume=True,
    minimum=15,
    minimum_of="people who talk",
    minimum_units=15,
    minimum_people=15,
    adds_up=False,
    needs=(Need.REPLIES,),
    source="Giant component; fragmentation as in Wasserman & Faust 1994, chapter 4",
    blind_spot="Few replies hang together less than many, whatever people are like: compare only "
    "periods with about as many replies.",
    advice=(
        "Find two conversations about the same matter and link them: ask one to answer the other.",
        "One block without home groups: offer small circles for single subjects.",
    ),
    silence="nobody answered anybody",
    estimate=hang_together,
    evidence=_TIES,
)

FURTHER = (
    METRIC.further(
        "islands",
        rises_with_volume=False,
        title="Islands",
        question="Do people fall into circles that keep to themselves?",
        finding="Talk falls into circles more than chance would give, by {}",
        formula="Modularity of the best division found by Louvain’s method, less its mean in five "
        "networks in which everybody talks with as many people. 0: no circles beyond chance. For "
        "the whole time, and up to 300 people.",
        unit=Unit.INDEX,
        source="Louvain: Blondel et al. 2008 (J. Stat. Mech. P10008); null after Maslov & Sneppen "
        "2002 (Science 296:910)",
        blind_spot="Circles are what a community is made of; only where nobody links them are they "
        "islands.",
        estimate=modularity_over_chance,
        evidence=_TIES,
    ),
    METRIC.further(
        "joints",
        rises_with_volume=False,
        title="People it hangs on",
        question="On how many people does it hang that others stay in touch?",
        finding="{} people who talk are the only link to the rest for somebody",
        formula="People without whom the part they belong to would fall apart (articulation "
        "points of the network of replies), as a share of all who talk. For years and all time.",
        direction=Direction.LOWER,
        guards_parts=True,
        source="Articulation points, Hopcroft & Tarjan 1973 (CACM 16:372)",
        blind_spot="Where people write once and get one answer, whoever answers is such a link.",
        advice=(
            "Nothing to mend.",
            "Bring a third person into exchanges of two.",
        ),
        estimate=joints,
        evidence=_TIES,
    ),
    METRIC.further(
        "between_communities",
        rises_with_volume=False,
        worth_acting_on=0.25,
        title="People who join communities",
        question="How many people also write in another community?",
        finding="{} people who write here also write in another community",
        formula="People who wrote here in the period and wrote in at least one other community "
        "in the same period, as a share of all who wrote here.",
        minimum=20,
        minimum_of="people who wrote",
        minimum_units=20,
        guards_parts=True,
        spans_communities=True,
        needs=(Need.POSTS,),
        source="Brokers between groups: Burt 2004 (American Journal of Sociology 110:349); "
        "interval as for any share of members",
        blind_spot="Only communities that were imported are seen, and only people who are known "
        "to be the same in both.",
        advice=(
            "Invite one person from a neighbouring community to each round of questions.",
            "If the same people are everywhere, see whether both communities are needed.",
        ),
        silence="nobody wrote, or no other community was imported",
        estimate=ratio,
        evidence="""
            with wrote as (
                select distinct community, period_of(posted_at, $grain) as period, author
                from place
            ),

            places as (
                select period, author, count(*) as communities
                from wrote
                group by all
            )

            select
                wrote.community,
                wrote.period,
                wrote.author                    as one,
                null::integer                   as other,
                (communities > 1)::integer      as amount,
                1                               as out_of,
                [wrote.author]                  as people
            from wrote
            join places using (period, author)
            where (select count(distinct community) from place) > 1
        """,
    ),
)

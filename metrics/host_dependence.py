"""Host dependence: what is left of the conversation when the hosts are taken away."""

from metrics.estimates.together import against_busiest, against_random, without_hosts
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

_TIES = """
    with ties as (
        select distinct
            community,
            period,
            least(author, answered)     as one,
            greatest(author, answered)  as other
        from replies($grain)
    ),

    known as (
        select
            ties.*,
            former.person is not null   as one_hosts,
            latter.person is not null   as other_hosts
        from ties
        left join hosts as former
          on former.community = ties.community and former.person = ties.one
        left join hosts as latter
          on latter.community = ties.community and latter.person = ties.other
        -- Where no host took part there is nobody to take away: the talk may have gone with them.
        qualify bool_or(former.person is not null or latter.person is not null)
            over (partition by ties.community, ties.period)
    )
"""
_KNOCKED_OUT = _TIES + "select * from known"

METRIC = Metric(
    name="host_dependence",
    title="Pairs without the host",
    question="Could the conversation live without the host?",
    finding="{} pairs who talk would be left without the host",
    formula="Pairs of people of whom one answered the other in the period, neither of them a host, "
    "as a share of all such pairs.",
    dimension=Dimension.HOSTING,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.2,
    minimum=30,
    minimum_of="pairs of people who talked",
    minimum_units=10,
    minimum_people=10,
    guards_parts=True,
    adds_up=False,
    needs=(Need.REPLIES, Need.HOSTS),
    source="Knock-out of the most central actors, as in Albert, Jeong & Barabási 2000 (Nature "
    "406:378); interval over the members around the hosts, dyadic",
    blind_spot="Taking somebody out on paper says nothing of who would step in. Of a period in "
    "which no host took part it says nothing: what went with a host who left is not seen.",
    advice=(
        "Name a second host, and hand over one regular task of the host each month.",
        "Nothing to mend, if the host still sees to it that everybody is answered.",
    ),
    signs=(
        "without the host much of the talk would be gone",
        "the talk holds without the host",
    ),
    sign_of_none="without the host nothing of the talk would be left",
    trials=(
        Trial(
            source="Wenger, McDermott & Snyder 2002, Cultivating Communities of Practice: share "
            "the holding before it is needed",
            moves="host_share",
            weeks=26,
        ),
        None,
    ),
    silence="no host answered anybody or was answered",
    evidence=_TIES
    + """
        select
            community,
            period,
            -- The hosts are given, and not a sample: what differs are the people around them.
            case when one_hosts then other else one end             as one,
            case when not one_hosts and not other_hosts then other end as other,
            (not one_hosts and not other_hosts)::integer            as amount,
            1                                                       as out_of,
            case
                when one_hosts and other_hosts then []
                when one_hosts then [known.other]
                when other_hosts then [known.one]
                else [known.one, known.other]
            end                                                     as people
        from known
    """,
)

FURTHER = (
    METRIC.further(
        "hang_together",
        title="Held together without the host",
        question="Without the host, do those who talk still hang together?",
        finding="Without the host, {} of the others who talk still hang together",
        formula="The largest part of the community whose members are linked, directly or through "
        "others, by replies, when the hosts are taken away; as a share of all others who talk.",
        minimum=15,
        minimum_of="people around the host who talk",
        minimum_units=15,
        worth_acting_on=None,
        guards_parts=False,
        source="Giant component after a knock-out, Albert, Jeong & Barabási 2000 (Nature 406:378)",
        estimate=without_hosts,
        evidence=_KNOCKED_OUT,
    ),
    METRIC.further(
        "against_random",
        title="Host against anybody",
        question="Is the host missed more than anybody else would be?",
        finding="Without the host, the share that hangs together differs by {} from taking out as "
        "many others at random",
        formula="Share of people that still hang together without the hosts, less the mean of that "
        "share without as many others drawn at random (10 draws with a fixed seed).",
        unit=Unit.DIFFERENCE,
        worth_acting_on=None,
        minimum=15,
        minimum_of="people around the host who talk",
        minimum_units=15,
        guards_parts=False,
        source="Error and attack tolerance, Albert, Jeong & Barabási 2000 (Nature 406:378)",
        estimate=against_random,
        evidence=_KNOCKED_OUT,
    ),
    METRIC.further(
        "against_busiest",
        title="Host against the busiest",
        question="Is the host missed more than the busiest members would be?",
        finding="Without the host, the share that hangs together differs by {} from taking out as "
        "many of the busiest others",
        formula="Share of people that still hang together without the hosts, less that share "
        "without as many others who talk with the most people.",
        unit=Unit.DIFFERENCE,
        worth_acting_on=None,
        minimum=15,
        minimum_of="people around the host who talk",
        minimum_units=15,
        guards_parts=False,
        source="Error and attack tolerance, Albert, Jeong & Barabási 2000 (Nature 406:378)",
        estimate=against_busiest,
        evidence=_KNOCKED_OUT,
    ),
)

"""Give and receive: of the members who take part, how many both answer and are answered."""

from metrics.estimates.alone import alone
from metrics.estimates.ratio import ratio
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_EXCHANGES = """
    with exchange as (
        select
            community,
            period,
            person,
            sum(given)    as given,
            sum(received) as received
        from (
            select community, period, author as person, 1 as given, 0 as received
            from replies($grain)
            union all
            select community, period, answered, 0, 1
            from replies($grain)
        )
        group by all
    )

    select
        community,
        period,
        person                as one,
        null::integer         as other,
        ({holds})::integer    as amount,
        1                     as out_of,
        [person]              as people
    from exchange
    where given + received >= {fewest}
"""

METRIC = Metric(
    name="give_and_receive",
    title="Give and receive",
    question="Do the same people both help and get help?",
    finding="{} active members give about as much as they get",
    formula="Balance of a member: replies given less replies received, divided by their sum. The "
    "share of members whose balance lies between -0.5 and 0.5 (neither side more than three times "
    "the other), of those with at least five replies given or received.",
    dimension=Dimension.RECIPROCITY,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.25,
    minimum=15,
    minimum_of="members with five replies given or received",
    minimum_people=15,
    guards_parts=True,
    adds_up=False,
    needs=(Need.REPLIES,),
    source="Balance of giving and receiving; generalised reciprocity as in Wasko & Faraj 2005 "
    "(MIS Quarterly 29:35) and Poquet et al. (edX forums)",
    blind_spot="Counts replies, not what they are worth: a long answer weighs as much as thanks. "
    "Experts who mostly answer are no fault, as long as they are not the only ones.",
    advice=(
        "Ask those who only answer to bring a question of their own, and thank first answers.",
        "Nothing to mend.",
    ),
    evidence=_EXCHANGES.format(
        holds="abs(given - received) <= 0.5 * (given + received)", fewest="5"
    ),
)

FURTHER = (
    METRIC.further(
        "generalised",
        worth_acting_on=None,
        rises_with_volume=True,
        title="Passing it on",
        question="Do those who are answered also answer somebody, whoever it is?",
        finding="{} members who take part both answer and are answered",
        formula="Members who both answered somebody and were answered by somebody, not "
        "necessarily the same person, as a share of all who did either.",
        minimum=20,
        minimum_of="members who answered or were answered",
        blind_spot="Rises with the number of posts: compare only like volumes.",
        # Whether one passes it on depends on all the others: members are not independent, and the
        # interval holds the truth in 88 to 92 of 100 (simulated).
        estimate=alone(ratio),
        evidence=_EXCHANGES.format(holds="given > 0 and received > 0", fewest="1"),
    ),
)

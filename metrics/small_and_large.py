"""Small and large: do people answer back, and dare more, in small circles than in large ones?"""

from metrics.estimates.contrast import difference
from metrics.metric import Dimension, Direction, Metric, Need, Unit

# A circle is a conversation, or a whole sub-community. Small is one of at most twelve people.
_CIRCLES = """
    with conversations as (
        select
            community,
            thread,
            min(posted_at)                                               as opened,
            case when count(distinct author) <= 12 then 'small' else 'large' end as side
        from place
        group by all
    ),

    small_parts as (
        select place.community, community.within as whole
        from place
        join community using (community)
        where community.within is not null
        group by all
        having count(distinct author) <= 12
    ),

    circles as (
        select
            community,
            period_of(opened, $grain)  as period,
            thread,
            side
        from conversations
        union all
        select
            small_parts.whole,
            period_of(opened, $grain),
            thread,
            'small'
        from conversations
        join small_parts using (community)
    )
"""

METRIC = Metric(
    name="small_and_large",
    title="Answering back, small against large",
    question="Do people answer back more readily in small circles than in large ones?",
    finding="In small circles answering back differs by {} from large ones",
    formula="Of all ordered pairs of people in which one answered the other in a conversation, the "
    "share in which the other answered too, there: in conversations of at most 12 people and "
    "sub-communities of at most 12, less the share in conversations of more than 12.",
    dimension=Dimension.REACH,
    direction=Direction.BAND,
    unit=Unit.DIFFERENCE,
    worth_acting_on=30.0,
    minimum=8,
    minimum_of="conversations of either size",
    minimum_units=8,
    minimum_people=10,
    adds_up=False,
    needs=(Need.REPLIES,),
    source="Trust that holds in the whole group need not hold in its parts: Fulmer & Gelfand 2012 "
    "(Journal of Management 38:1167); interval over conversations (Zou & Donner 2008)",
    blind_spot="A conversation of few in an open channel is still read by many. Large "
    "conversations run longer, which gives more chances to answer back.",
    advice=(
        "Let small groups meet first, and bring one thing each into the large round.",
        "Invite small circles to carry one conversation on where everybody can join.",
    ),
    silence="there are no answered conversations of both at most 12 people and of more than 12",
    estimate=difference,
    in_one_month=True,
    of_threads=True,
    evidence=_CIRCLES
    + """
        , arcs as (
            select distinct thread, author, answered
            from edge
        )

        select
            circles.community,
            circles.period,
            circles.side,
            circles.thread                                          as one,
            null::integer                                           as other,
            count(back.author)                                      as amount,
            count(*)                                                as out_of,
            list(distinct arcs.author)                              as people
        from circles
        join arcs using (thread)
        left join arcs as back
          on  back.thread = arcs.thread
          and back.author = arcs.answered
          and back.answered = arcs.author
        group by all
    """,
)

FURTHER = (
    METRIC.further(
        "candour",
        title="Candour, small against large",
        question="Do people dare more in small circles than in large ones?",
        finding="In small circles candour differs by {} from large ones",
        formula="Posts in which a failure, doubt, question or challenge was found, as a share of "
        "all posts in languages with rules: in conversations of at most 12 people and "
        "sub-communities of at most 12, less the share in conversations of more than 12.",
        needs=(Need.TEXT, Need.THREADS),
        source="Edmondson 1999 (Administrative Science Quarterly 44:350); interval over "
        "conversations (Zou & Donner 2008)",
        blind_spot="Kinds are read by rules, which never see irony. Private messages, where much "
        "candour is, are never read.",
        caveat="read by rules, unverified here",
        silence="there are no conversations of both at most 12 people and of more than 12 in a "
        "language with rules",
        evidence=_CIRCLES
        + """
            , candid as (
                select distinct text
                from telling
                where kind in ('failure', 'doubt', 'question', 'challenge')
            )

            select
                circles.community,
                circles.period,
                circles.side,
                circles.thread                      as one,
                null::integer                       as other,
                count(candid.text)                  as amount,
                count(*)                            as out_of,
                list(distinct assessed.author)      as people
            from circles
            join assessed using (thread)
            left join candid on candid.text = assessed.text
            group by all
        """,
    ),
)

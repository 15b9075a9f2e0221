"""Introductions: does a second person pick the newcomer up?"""

from metrics.metric import Dimension, Direction, Metric, Need, Unit

METRIC = Metric(
    name="introductions",
    title="Newcomers picked up",
    question="Does a newcomer meet more than one person in the first week?",
    finding="{} newcomers are picked up by a second person within a week",
    formula="Newcomers whom two or more others answered or mentioned within 7 days of their first "
    "post, as a share of all newcomers. Hosts are no newcomers; they may be one of the two.",
    dimension=Dimension.HOSTING,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.3,
    minimum=10,
    minimum_of="newcomers who wrote",
    minimum_units=10,
    guards_parts=True,
    needs=(Need.REPLIES,),
    source="Burke, Marlow & Lento 2009 (CHI ’09): newcomers who are answered contribute more; "
    "interval as for any share of members",
    blind_spot="An introduction in a call or a private message is not seen. A newcomer who writes "
    "once offers others little to pick up.",
    advice=(
        "End each welcome by naming one colleague who works on the same, and ask them to answer.",
        "Nothing to mend.",
    ),
    silence="nobody wrote here for the first time",
    in_one_month=True,
    evidence="""
        with turned as (
            select community, author, answered as person, posted_at
            from edge
            union all
            select mentioned.community, mentioned.author, person.person, mentioned.posted_at
            from (
                select
                    place.community,
                    place.author,
                    place.posted_at,
                    unnest(post.mentions) as identity
                from place
                join post on post.fact = place.post
            ) as mentioned
            join person using (identity)
            where mentioned.author <> person.person
        )

        select
            newcomers.community,
            period_of(newcomers.posted_at, $grain)                as period,
            newcomers.person                                      as one,
            null::integer                                         as other,
            (count(distinct turned.author) >= 2)::integer         as amount,
            1                                                     as out_of,
            [newcomers.person]                                    as people
        from newcomers
        join observed using (community)
        left join turned
          on  turned.community = newcomers.community
          and turned.person = newcomers.person
          and turned.posted_at >= newcomers.posted_at
          and turned.posted_at <= newcomers.posted_at + interval 7 day
        where newcomers.posted_at <= observed.last - interval 7 day
        group by all
    """,
)

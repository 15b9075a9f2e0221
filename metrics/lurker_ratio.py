"""Lurker ratio: of all members, how many wrote nothing in twelve weeks."""

from metrics.metric import Bounds, Dimension, Direction, Metric, Need, Unit

METRIC = Metric(
    name="lurker_ratio",
    title="Silent members",
    question="How many members have written nothing for twelve weeks?",
    finding="{} members have written nothing",
    formula="Members at the end of the period who wrote nothing in the 12 weeks before it, as a "
    "share of all members who had joined before those weeks. Over the whole time: who never wrote.",
    dimension=Dimension.VOICE,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    minimum=20,
    minimum_of="members",
    guards_parts=True,
    adds_up=False,
    needs=(Need.ROSTER,),
    source="Nonnecke & Preece 2000 (CHI): no post in 12 weeks; Wilson-like interval on the members",
    blind_spot="Silence is not absence: people learn by reading. Without reading data nobody can "
    "tell who listens and who is gone. A member list of today misses those who left.",
    advice=(
        "Where nobody is silent in a large group, ask whether posting is required.",
        "Ask a few silent members what they take from here before you call them inactive.",
    ),
    bounds=Bounds(watch_above=0.9, risk_above=0.97),
    silence="nobody on the member list had joined 12 weeks before, or the list has no dates and "
    "speaks for the latest period only",
    evidence="""
        with latest as (
            select community, max(period) as latest
            from periods($grain)
            group by all
        ),

        moments as (
            select
                periods.community,
                periods.period,
                least(
                    period_end(periods.period, $grain),
                    observed.last + interval 1 microsecond
                )                              as until,
                case
                    when $grain = 'all' then timestamp '0001-01-01'
                    else until - interval 84 day
                end                            as since,
                periods.period = latest.latest as is_latest
            from periods($grain) as periods
            join latest using (community)
            join observed using (community)
        )

        select
            moments.community,
            moments.period,
            roster.person                              as one,
            null::integer                              as other,
            (count(place.post) = 0)::integer           as amount,
            1                                          as out_of,
            [roster.person]                            as people
        from moments
        join knowledge using (community)
        join roster
          on  roster.community = moments.community
          and case
                when $grain = 'all' then true
                when knowledge.dated then roster.joined < moments.since
                else moments.is_latest
              end
          and ($grain = 'all' or roster."left" is null or roster."left" >= moments.until)
        left join place
          on  place.community = roster.community
          and place.author = roster.person
          and place.posted_at >= moments.since
          and place.posted_at < moments.until
        group by all
    """,
)

"""Dialogue depth: how far threads go beyond their opening post."""

from metrics.estimates.ratio import mean, ratio
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

METRIC = Metric(
    name="dialogue_depth",
    title="Dialogue depth",
    question="Do people answer each other's answers, or does talk stop at the first reply?",
    finding="Threads go {} on average",
    formula="The longest chain of replies in a thread, counted in links from its opening post, "
    "over the first 14 days; averaged over threads that are at least 14 days old. Threads "
    "from exports that name only the opening post are left out.",
    dimension=Dimension.DIALOGUE,
    direction=Direction.BAND,
    unit=Unit.LINKS,
    worth_acting_on=0.75,
    minimum=20,
    minimum_of="threads that are 14 days old",
    needs=(Need.PARENTS,),
    source="Thread depth as in Gómez, Kaltenbrunner & López 2008 (WWW ’08), 14 days each",
    blind_spot="A long quarrel of two counts as deep. Compare only communities whose exports name "
    "which post is answered.",
    advice=(
        "Ask a second question under good answers: what happened when you tried it?",
        "Look who is talking: very deep threads of the same two people may belong in a call.",
    ),
    signs=(
        "dialogue is thin",
        "some talk runs unusually deep",
    ),
    sign_of_none="nobody answers anybody",
    trials=(
        Trial(
            source="Chua, Tagg, Sharples & Rienties 2017 (LAK ’17): the initiator who replies "
            "again",
            moves="back_and_forth",
            weeks=8,
        ),
        Trial(
            source="Laniado et al. 2011 (ICWSM): long chains of the same two are often a quarrel",
        ),
    ),
    estimate=mean,
    in_one_month=True,
    of_threads=True,
    evidence="""
        select
            opening.community,
            period_of(opening.posted_at, $grain) as period,
            opening.thread                as one,
            null::integer                 as other,
            max(post.depth)               as amount,
            1                             as out_of,
            list(distinct post.author)    as people
        from place as opening
        join observed using (community)
        join place as post
          on  post.thread = opening.thread
          and post.posted_at <= opening.posted_at + interval 14 day
        where opening.post = opening.thread
          and opening.depth = 0
          and opening.how = 'known'
          and opening.posted_at <= observed.last - interval 14 day
        group by all
    """,
)

FURTHER = (
    METRIC.further(
        "h_index",
        title="Broad and deep",
        question="Do several people take a thread further, or only two?",
        finding="Talk stays broad until it is {} on average",
        formula="Discussion h-index of a thread: its levels, from the first, that hold at least as "
        "many replies as their number - one at level 1, two at level 2, and so on until a level "
        "fails. First 14 days, threads at least 14 days old; averaged over threads.",
        source="Discussion h-index as in Gómez, Kaltenbrunner & López 2008 (WWW ’08)",
        blind_spot="Grows with the number of replies: a long list of single answers counts 1, "
        "however long. Compare only communities whose exports name which post is answered.",
        worth_acting_on=0.4,
        evidence="""
            with opening as (
                select
                    place.community,
                    period_of(place.posted_at, $grain) as period,
                    place.thread,
                    place.posted_at
                from place
                join observed using (community)
                where place.post = place.thread
                  and place.depth = 0
                  and place.how = 'known'
                  and place.posted_at <= observed.last - interval 14 day
            ),

            early as (
                select
                    opening.community,
                    opening.period,
                    opening.thread,
                    post.depth,
                    post.author
                from opening
                join place as post
                  on  post.thread = opening.thread
                  and post.posted_at <= opening.posted_at + interval 14 day
            ),

            enough as (
                select thread, depth
                from early
                where depth > 0
                group by all
                having count(*) >= depth
            ),

            -- Of the levels that hold enough, those that follow each other from the first.
            reached as (
                select thread, max(depth) as h_index
                from (
                    select *, row_number() over (partition by thread order by depth) as in_a_row
                    from enough
                )
                where depth = in_a_row
                group by all
            )

            select
                early.community,
                early.period,
                early.thread                            as one,
                null::integer                           as other,
                coalesce(any_value(h_index), 0)         as amount,
                1                                       as out_of,
                list(distinct early.author)             as people
            from early
            left join reached using (thread)
            group by all
        """,
    ),
    METRIC.further(
        "third_exchange",
        title="Third exchange",
        of_threads=False,
        question="Do the same two people get beyond question and answer?",
        finding="{} pairs who talked reach a third exchange",
        formula="An exchange of two people is a reply in the other direction than their last one, "
        "or their first. Of all pairs of people of whom one answered the other in the period, the "
        "share with three exchanges or more in it, in whatever thread.",
        direction=Direction.BAND,
        unit=Unit.SHARE,
        minimum=30,
        minimum_of="pairs of people who talked",
        minimum_people=15,
        guards_parts=True,
        adds_up=False,
        needs=(Need.REPLIES,),
        source="Repeated exchange between the same two as the beginning of trust: Gouldner 1960 "
        "(American Sociological Review 25:161); interval after Aronow, Samii & Assenova 2015",
        blind_spot="Rises with the length of the period and with the number of posts: compare only "
        "like with like. Near all may be a few closed duos.",
        silence="nobody answered anybody",
        estimate=ratio,
        in_one_month=False,
        evidence="""
            with turned as (
                select
                    community,
                    period,
                    least(author, answered)     as one,
                    greatest(author, answered)  as other,
                    author is distinct from lag(author) over (
                        partition by community, period, least(author, answered),
                            greatest(author, answered)
                        order by posted_at, post
                    ) as is_turn
                from replies($grain)
            )

            select
                community,
                period,
                one,
                other,
                (count(*) filter (where is_turn) >= 3)::integer as amount,
                1                                               as out_of,
                [one, other]                                    as people
            from turned
            group by all
        """,
    ),
)

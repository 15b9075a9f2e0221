"""Newcomer welcome: does somebody answer the first post of a newcomer within two days?"""

from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

_WELCOMED = """
    select
        newcomers.community,
        period_of(newcomers.posted_at, $grain)  as period,
        newcomers.person                        as one,
        null::integer                           as other,
        (count(edge.post) > 0)::integer         as amount,
        1                                       as out_of,
        [newcomers.person]                      as people
    from newcomers
    join observed using (community)
    left join edge
      on  edge.community = newcomers.community
      and edge.answered = newcomers.person
      and (edge.thread = newcomers.thread or edge.how = 'arc only')
      and edge.posted_at >= newcomers.posted_at
      and edge.posted_at <= newcomers.posted_at + interval 48 hour
      and {by}
    where newcomers.posted_at <= observed.last - interval 48 hour
    group by all
"""

METRIC = Metric(
    name="newcomer_welcome",
    title="Newcomers welcomed",
    question="Does a newcomer who speaks up for the first time get an answer?",
    finding="{} newcomers are answered within two days of their first post",
    formula="Newcomers whom somebody else answered within 48 hours of their first post, in the "
    "same conversation, as a share of all newcomers. A newcomer joined during the time of the "
    "export; without dates of joining, first wrote 28 days or more after it begins. Hosts are "
    "no newcomers.",
    dimension=Dimension.HOSTING,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.4,
    minimum=10,
    minimum_of="newcomers who wrote",
    minimum_units=10,
    guards_parts=True,
    needs=(Need.REPLIES,),
    source="Joyce & Kraut 2006 (JCMC 11:723): 61 of 100 newcomers got a reply, and those came "
    "back more often; interval as for any share of members",
    blind_spot="A welcome in private, by mail or in a call is not seen. Nobody can tell how many "
    "newcomers never dared a first post.",
    advice=(
        "Agree who looks out for first posts this week, and answer each with a question.",
        "See whether it is always the host who welcomes: let members take turns.",
    ),
    signs=(
        "newcomers are left without a welcome",
        "newcomers are welcomed",
    ),
    trials=(
        Trial(
            source="Joyce & Kraut 2006 (JCMC 11:723): after a reply 56 of 100 newcomers wrote "
            "again, without one 44",
            moves="newcomers_stay",
        ),
        None,
    ),
    silence="nobody wrote here for the first time",
    evidence=_WELCOMED.format(by="true"),
)

FURTHER = (
    METRIC.further(
        "by_host",
        title="Newcomers welcomed by the host",
        question="How many newcomers does the host answer?",
        finding="The host answers {} newcomers within two days of their first post",
        formula="Newcomers whom a host answered within 48 hours of their first post, in the same "
        "conversation, as a share of all newcomers.",
        direction=Direction.BAND,
        needs=(Need.REPLIES, Need.HOSTS),
        blind_spot="A host who leaves room for others to welcome looks as absent as one who does "
        "not look: read it beside the share whom anybody welcomes.",
        advice=(
            "Where others do not welcome either, put first posts on the host's list for each day.",
            "Where it is always the host, ask a member who knows the subject to answer first.",
        ),
        evidence=_WELCOMED.format(
            by="(edge.community, edge.author) in (select (community, person) from hosts)"
        ),
    ),
)

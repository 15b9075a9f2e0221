"""Newcomer welcome: does somebody answer the first post of a newcomer, who, and how soon?"""

from metrics.estimates.survival import median_wait
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

# Whatever answers a first post, and by whom: a host, somebody who is new too, or another member.
_ANSWERS = """
    with answers as (
        select
            newcomers.person,
            newcomers.community,
            edge.posted_at,
            case
                when (edge.community, edge.author) in (select (community, person) from hosts)
                    then 'host'
                when fresh.posted_at > edge.posted_at - interval 28 day then 'newcomer'
                else 'member'
            end as giver
        from newcomers
        join edge
          on  edge.community = newcomers.community
          and edge.answered = newcomers.person
          and (edge.thread = newcomers.thread or edge.how = 'arc only')
          and edge.posted_at >= newcomers.posted_at
        left join newcomers as fresh
          on  fresh.community = edge.community
          and fresh.person = edge.author
    )
"""

_WELCOMED = (
    _ANSWERS
    + """
    select
        newcomers.community,
        period_of(newcomers.posted_at, $grain)    as period,
        newcomers.person                          as one,
        null::integer                             as other,
        (count(answers.posted_at) > 0)::integer   as amount,
        1                                         as out_of,
        [newcomers.person]                        as people
    from newcomers
    join observed using (community)
    left join answers
      on  answers.community = newcomers.community
      and answers.person = newcomers.person
      and answers.posted_at <= newcomers.posted_at + interval 48 hour
      and {by}
    where newcomers.posted_at <= observed.last - interval 48 hour
    group by all
"""
)

_WAITED = (
    _ANSWERS
    + """
    select
        newcomers.community,
        period_of(newcomers.posted_at, $grain)  as period,
        newcomers.person                        as one,
        date_diff(
            'second',
            newcomers.posted_at,
            coalesce(min(answers.posted_at), any_value(observed.last))
        ) / 3600                                as waited,
        count(answers.posted_at) > 0            as happened,
        [newcomers.person]                      as people
    from newcomers
    join observed using (community)
    left join answers
      on  answers.community = newcomers.community
      and answers.person = newcomers.person
    where newcomers.posted_at < observed.last
    group by newcomers.community, newcomers.person, newcomers.posted_at
"""
)

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
    sign_of_none="no newcomer gets a welcome",
    trials=(
        Trial(
            source="Joyce & Kraut 2006 (JCMC 11:723): after a reply 56 of 100 newcomers wrote "
            "again, without one 44",
            moves="newcomers_stay",
        ),
        None,
    ),
    silence="nobody wrote here for the first time",
    in_one_month=True,
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
        evidence=_WELCOMED.format(by="giver = 'host'"),
    ),
    METRIC.further(
        "by_members",
        title="Newcomers welcomed by members",
        question="How many newcomers does somebody answer who was here before, and is no host?",
        finding="Members answer {} newcomers within two days of their first post",
        formula="Newcomers whom somebody who is neither a host nor first wrote in the 28 days "
        "before answered within 48 hours of their first post, in the same conversation, as a "
        "share of all newcomers.",
        direction=Direction.BAND,
        blind_spot="Where no host is declared, hosts are counted as members.",
        advice=(
            "Ask a member who knows the subject to answer the next first post.",
            "Nothing to mend.",
        ),
        evidence=_WELCOMED.format(by="giver = 'member'"),
    ),
    METRIC.further(
        "by_newcomers",
        title="Newcomers welcomed by other newcomers",
        question="How many newcomers are answered by somebody who is new, too?",
        finding="Other newcomers answer {} newcomers within two days of their first post",
        formula="Newcomers whom another newcomer, who first wrote in the 28 days before, answered "
        "within 48 hours of their first post, in the same conversation, as a share of all "
        "newcomers.",
        direction=Direction.BAND,
        blind_spot="Where all begin together, as in a course, everybody is new, and newcomers "
        "welcome each other for want of anybody else.",
        advice=(
            "Nothing to mend.",
            "Where newcomers are left to each other, ask who was here before to look in.",
        ),
        evidence=_WELCOMED.format(by="giver = 'newcomer'"),
    ),
    METRIC.further(
        "median_wait",
        title="Wait of newcomers for an answer",
        question="How long does a first post wait for its first answer?",
        finding="Half of all newcomers wait longer than {} for an answer to their first post",
        formula="Kaplan-Meier median of the time from the first post of a newcomer to the first "
        "answer by somebody else in the same conversation; who got none waits until the end of "
        "the export.",
        direction=Direction.LOWER,
        unit=Unit.HOURS,
        worth_acting_on=24.0,
        guards_parts=False,
        source="Kaplan-Meier with Greenwood's variance; Ortega et al. 2014, arXiv 1407.5903",
        estimate=median_wait,
        evidence=_WAITED,
    ),
)

"""Role models: do hosts and leaders themselves ask, doubt, and admit what failed?"""

from metrics.estimates.public_role import ratio_of_hosts
from metrics.estimates.uneven import uneven_ratio
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_CANDID = """
    with candid as (
        select distinct text
        from telling
        where kind in ('question', 'doubt', 'failure')
    )
"""
# How organisations call those who lead, in English, Dutch, German and French.
_LEADING = (
    r"(?i)\b(?:managers?|leaders?|leads?|heads?|directors?|chiefs?|executives?|presidents?"
    r"|partners?|c[eotfi]o|vp|\w*leiter(?:in)?|leitung|\w*leider|\w*hoofd|directeurs?|directrice"
    r"|direkto(?:r|rin)|responsables?|chefs?|cheffe)\b"
)

METRIC = Metric(
    name="role_models",
    title="Hosts who ask and admit",
    question="Do the hosts themselves ask, doubt, and tell what failed?",
    finding="In {} posts of the hosts, they ask, doubt or admit a failure",
    formula="Posts by hosts in which a question, a doubt or a failure was found, as a share of all "
    "posts by hosts in languages with rules.",
    dimension=Dimension.HOSTING,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.25,
    minimum=20,
    minimum_of="conversations in which hosts wrote",
    minimum_units=10,
    needs=(Need.TEXT, Need.HOSTS),
    source="Leaders who show that they err make it safe for others: Edmondson 1999 "
    "(Administrative Science Quarterly 44:350); interval over threads",
    blind_spot="A question that only tests others counts as asking. Kinds are read by rules, which "
    "never see irony.",
    advice=(
        "Let the host bring the next case that went wrong, before asking others for one.",
        "Nothing to mend.",
    ),
    silence="the hosts wrote nothing in a language with rules",
    caveat="read by rules, unverified here",
    estimate=ratio_of_hosts,
    of_threads=True,
    evidence=_CANDID
    + """
        select
            assessed.community,
            period_of(assessed.posted_at, $grain)       as period,
            assessed.thread                             as one,
            null::integer                               as other,
            count(candid.text)                          as amount,
            count(*)                                    as out_of,
            []::integer[]                               as people
        from assessed
        join hosts
          on  hosts.community = assessed.community
          and hosts.person = assessed.author
        left join candid on candid.text = assessed.text
        group by all
    """,
)

FURTHER = (
    METRIC.further(
        "leaders",
        title="Leaders who ask and admit",
        question="Do people in leading positions ask, doubt, and tell what failed?",
        finding="In {} posts of leaders, they ask, doubt or admit a failure",
        formula="Posts by members whose level is called manager, lead, head, director or the like, "
        "in which a question, a doubt or a failure was found, as a share of all their posts in "
        "languages with rules.",
        minimum=10,
        minimum_of="people who wrote and whose level says that they lead",
        minimum_units=10,
        guards_parts=True,
        needs=(Need.TEXT, Need.ATTRIBUTES),
        source="Edmondson 1999 (Administrative Science Quarterly 44:350); interval over the "
        "members who lead",
        silence="nobody whose level on the member list says that they lead wrote in a language "
        "with rules",
        advice=(
            "Ask a leader to bring a question of their own to the next round.",
            "Nothing to mend.",
        ),
        estimate=uneven_ratio,
        of_threads=False,
        evidence=_CANDID
        + f"""
            select
                assessed.community,
                period_of(assessed.posted_at, $grain)       as period,
                assessed.author                             as one,
                null::integer                               as other,
                count(candid.text)                          as amount,
                count(*)                                    as out_of,
                [assessed.author]                           as people
            from assessed
            join roster
              on  roster.community = assessed.community
              and roster.person = assessed.author
              and regexp_matches(roster.level, $lead${_LEADING}$lead$)
            left join candid on candid.text = assessed.text
            group by all
        """,
    ),
)

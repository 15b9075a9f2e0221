"""Open questions: does the host open a question, or tell?"""

from metrics.estimates.public_role import ratio_of_hosts
from metrics.metric import Dimension, Direction, Metric, Need, Unit

# What opens an open question. "Who has the key?" asks for a fact: who, where, when are left out.
_ASKING = """
    with asking as (
        select *
        from (
            values
                ('en', 'how|what|why|which'),
                ('nl', 'hoe|wat|waarom|welke?'),
                ('de', 'wie|was|warum|weshalb|wozu|welche[rsnm]?'),
                ('fr', 'comment|pourquoi|quel(?:le)?s?|que|qu’\\w+')
        ) as words (language, word)
    ),

    -- A sentence that ends in a question mark, with an asking word near its beginning.
    patterns as (
        select
            language,
            '(?i)(?:^|[.!?:;,\\n]|\\s[-–]\\s)\\s*(?:\\w+\\s+){0,2}'
                || '(?:' || word || ')\\b[^.!?\\n]*\\?' as pattern
        from asking
    ),
"""

METRIC = Metric(
    name="open_questions",
    title="Open questions by the host",
    question="Does the host ask what others think, or tell them?",
    finding="In {} posts of the host, an open question is asked",
    formula="Posts by hosts with a question that begins with how, what, why or which, as a share "
    "of all posts by hosts in languages with rules. What is meant by a question is read by the "
    "rules for kinds of posts.",
    dimension=Dimension.HOSTING,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    worth_acting_on=0.25,
    minimum=20,
    minimum_of="conversations in which hosts wrote",
    minimum_units=10,
    needs=(Need.TEXT, Need.HOSTS),
    source="Facilitators’ questioning, Garrison & Arbaugh 2007 (Internet and Higher Education "
    "10:157); interval over threads",
    blind_spot="An open form is no open mind: “Why not just read the manual?” counts. An "
    "invitation without a question mark does not.",
    advice=(
        "End the next three posts of the host with what others would try, and wait two days.",
        "If the host only asks, members may miss somebody who also tells: share one own case.",
    ),
    silence="the hosts wrote nothing in a language with rules",
    caveat="read by rules, unverified here",
    estimate=ratio_of_hosts,
    of_threads=True,
    evidence=_ASKING
    + """
        by_hosts as (
            select
                assessed.*,
                assessed.text in (select text from telling where kind = 'question')
                and coalesce(regexp_matches(replace(body, '''', '’'), pattern), false) as is_open
            from assessed
            join hosts
              on  hosts.community = assessed.community
              and hosts.person = assessed.author
            join text on text.text = assessed.text
            join reading on reading.text = assessed.text
            left join patterns using (language)
        )

        select
            community,
            period_of(posted_at, $grain)        as period,
            thread                              as one,
            null::integer                       as other,
            sum(is_open::integer)               as amount,
            count(*)                            as out_of,
            []::integer[]                       as people
        from by_hosts
        group by all
    """,
)

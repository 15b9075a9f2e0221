"""Uptake: does somebody try, or build on, what another brought?"""

import tomllib
from pathlib import Path

from metrics.metric import Dimension, Direction, Metric, Need, Unit

_CUES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_ANY = "|".join(cue for cues in _CUES.values() for cue in cues)

METRIC = Metric(
    name="uptake",
    title="Taken further",
    question="Does somebody try, or build on, what another brought?",
    finding="In {} answered conversations, somebody tries or builds on what another brought",
    formula="Conversations in which, within 28 days, somebody says after another that they tried, "
    "will try, took over or build on it, as a share of all conversations with an answer that are "
    "at least 28 days old and in a language with rules. Found by cues in English, Dutch, German "
    "and French.",
    dimension=Dimension.DIALOGUE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    minimum=20,
    minimum_of="answered conversations that are 28 days old",
    needs=(Need.THREADS, Need.TEXT),
    source="Knowledge that is reused, and not only answered: Majchrzak, Cooper & Neece 2004 "
    "(Management Science 50:174); question, answer and elaboration in Zhang, Culbertson & Paritosh "
    "2017 (ICWSM, Coarse Discourse); interval over conversations",
    blind_spot="Most of what is tried is never told. Cues miss many ways of saying it, and see no "
    "irony; what they find is a lower end.",
    advice=(
        "A week after an answer, ask in the thread: who tried it, and what happened?",
        "Nothing to mend.",
    ),
    silence="no conversation with an answer in a language with rules is old enough",
    caveat="found by a few cues, unverified here",
    in_one_month=True,
    evidence=f"""
        with answered as (
            select
                threads.community,
                threads.period,
                threads.thread,
                threads.opened,
                threads.first_reply,
                threads.people
            from threads($grain) as threads
            join observed using (community)
            where first_reply <= opened + interval 14 day
              and opened <= observed.last - interval 28 day
        ),

        cued as (
            select text
            from text
            where regexp_matches(lower(body), $cues${_ANY}$cues$)
        ),

        said as (
            select assessed.thread, assessed.posted_at, cued.text is not null as takes_up
            from assessed
            left join cued using (text)
        )

        select
            answered.community,
            answered.period,
            answered.thread                                        as one,
            null::integer                                          as other,
            coalesce(bool_or(
                takes_up
                and said.posted_at >= first_reply
                and said.posted_at <= opened + interval 28 day
            ), false)::integer                                     as amount,
            1                                                      as out_of,
            any_value(answered.people)                             as people
        from answered
        join said using (thread)
        group by all
    """,
)

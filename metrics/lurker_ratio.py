"""Lurker ratio: how many members wrote nothing in twelve weeks, and what they did instead."""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from data.said import say
from metrics.estimates.alone import alone
from metrics.estimates.evidence import KEYS, Evidence
from metrics.estimates.ratio import ratio
from metrics.metric import Dimension, Direction, Estimate, Metric, Need, Trial, Unit

_IN_STATE = """
    select
        community,
        period,
        person                        as one,
        null::integer                 as other,
        (state = '{state}')::integer  as amount,
        1                             as out_of,
        [person]                      as people
    from states($grain)
"""

_SIZES = """
    select
        community,
        period,
        count(*) filter (where state = 'posting')                 as posting,
        count(*) filter (where state = 'reacting')                as reacting,
        count(*) filter (where state = 'listening')               as listening,
        count(*) filter (where state = 'absent')                  as absent,
        count(*) filter (where state in ('listening', 'absent'))  as neither,
        any_value(reactions_known)                                as reactions,
        any_value(reads_known)                                    as reads
    from states($grain)
    group by all
"""

_NO_REACTIONS = say("this export holds no reactions")
_NO_READS = say(
    "this export does not say who read in these weeks, so nobody can tell listening from absence"
)


def one_of(*parts: str, known: str = "", otherwise: str = "") -> Estimate:
    """Return the estimate of a state that is one of the ``parts`` of all members.

    A part of one to four members withholds it, since it could be worked out from the others. Where
    ``known`` (reactions, reads) does not hold there is no value, and ``otherwise`` says why.
    """

    def estimate(cursor: DuckDBPyConnection, evidence: Evidence) -> pd.DataFrame:
        sizes = evidence.beside(cursor, _SIZES)
        found = ratio(cursor, evidence).merge(sizes, on=KEYS)
        members = found[list(parts)]
        found["smaller_part"] = members.where(members > 0).min(axis="columns")
        if known:
            unknown = ~found[known].astype(bool)
            found.loc[unknown, ["value", "smaller_part"]] = np.nan
        return found.assign(reason=pd.Series([otherwise] * len(found), found.index, object))

    return estimate


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
    worth_acting_on=0.3,
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
    signs=(
        "nobody seems free to just listen",
        "most members are silent",
    ),
    trials=(
        None,
        Trial(
            source="Preece, Nonnecke & Andrews 2004 (Computers in Human Behavior 20:201): most who"
            " are silent never meant to be",
            moves="lurker_ratio.delurking",
        ),
    ),
    silence="nobody on the member list had joined 12 weeks before, or the list has no dates and "
    "speaks for the latest period only",
    evidence="""
        with member as (
            select community, period, person, since, until
            from members($grain)
            where $grain = 'all' or joined is null or joined < since
        )

        select
            member.community,
            member.period,
            member.person                                               as one,
            null::integer                                               as other,
            (place.posted_at is null or place.posted_at < since)::integer as amount,
            1                                                           as out_of,
            [member.person]                                             as people
        from member
        asof left join place
          on  place.community = member.community
          and place.author = member.person
          and place.posted_at < member.until
    """,
)


def _state(state: str, **said: object) -> Metric:
    return METRIC.further(
        state,
        evidence=_IN_STATE.format(state=state),
        **said,
    )


FURTHER = (
    _state(
        "posting",
        estimate=ratio,
        title="Members who write",
        question="How many members write?",
        finding="{} members wrote something",
        formula="Members at the end of the period who wrote something in the 12 weeks before it, "
        "as a share of all who had joined before those weeks.",
    ),
    _state(
        "reacting",
        estimate=one_of(
            "posting", "reacting", "neither", known="reactions", otherwise=_NO_REACTIONS
        ),
        title="Members who only react",
        question="How many members react, but write nothing?",
        finding="{} members react to posts, but write nothing",
        formula="Members who wrote nothing in those 12 weeks but reacted to a post of these weeks, "
        "as a share of the same members.",
    ),
    _state(
        "listening",
        estimate=one_of(
            "posting", "reacting", "listening", "absent", known="reads", otherwise=_NO_READS
        ),
        title="Members who listen",
        question="How many members read, but neither write nor react?",
        finding="{} members read along, but neither write nor react",
        formula="Members who read something in those 12 weeks but neither wrote nor reacted, as a "
        "share of the same members.",
    ),
    _state(
        "absent",
        estimate=one_of(
            "posting", "reacting", "listening", "absent", known="reads", otherwise=_NO_READS
        ),
        title="Absent members",
        question="How many members are not here at all?",
        finding="{} members neither write nor react nor read",
        formula="Members who in those 12 weeks neither wrote nor reacted nor read, as a share of "
        "the same members.",
        direction=Direction.LOWER,
    ),
    METRIC.further(
        "delurking",
        worth_acting_on=None,
        title="Silent members who speak up",
        question="Do members who were silent find their voice?",
        finding="{} silent members wrote something again",
        formula="Of members who wrote nothing in the 12 weeks before the period began, those who "
        "wrote during the period. Only whole periods, 12 weeks or more after the export begins.",
        direction=Direction.HIGHER,
        minimum_of="members who were silent before",
        source="From reading to writing: Preece, Nonnecke & Andrews 2004 (Computers in Human "
        "Behavior 20:201)",
        # Who speaks up depends on how much room the others leave: the interval holds the truth in
        # 90 to 91 of 100 (simulated).
        estimate=alone(ratio),
        silence="nothing is known of the 12 weeks before, the period is not over, or the member "
        "list has no dates and speaks for the latest period only",
        evidence="""
            with member as (
                select members.community, members.period, members.person, members.until
                from members($grain) as members
                join observed using (community)
                where $grain <> 'all'
                  and (joined is null or joined < members.period - interval 84 day)
                  and observed.first <= members.period - interval 84 day
                  and observed.last >= period_end(members.period, $grain) - interval 7 day
            ),

            spoken as (
                select
                    member.community,
                    member.period,
                    member.person,
                    coalesce(earlier.posted_at >= member.period - interval 84 day, false) as before,
                    coalesce(latest.posted_at >= member.period, false)                    as during
                from member
                asof left join place as earlier
                  on  earlier.community = member.community
                  and earlier.author = member.person
                  and earlier.posted_at < member.period
                asof left join place as latest
                  on  latest.community = member.community
                  and latest.author = member.person
                  and latest.posted_at < member.until
            )

            select
                community,
                period,
                person           as one,
                null::integer    as other,
                during::integer  as amount,
                1                as out_of,
                [person]         as people
            from spoken
            where not before
        """,
    ),
)

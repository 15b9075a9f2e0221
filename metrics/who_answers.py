"""Who answers: do answers come from other departments, and from how many?"""

import numpy as np
import pandas as pd
from duckdb import DuckDBPyConnection

from metrics.estimates.hill import hill
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_ANSWERS = """
    with answers as (
        select
            replies.community,
            replies.period,
            replies.thread,
            replies.post,
            replies.author,
            replies.answered,
            giver.department   as from_department,
            taker.department   as to_department
        from replies($grain) as replies
        left join roster as giver
          on giver.community = replies.community and giver.person = replies.author
        left join roster as taker
          on taker.community = replies.community and taker.person = replies.answered
    )
"""
_SMALLEST_DEPARTMENT = """
    select community, period, min(people) as fewest
    from (
        select community, period, kind, count(distinct person) as people
        from ({evidence})
        group by all
    )
    group by all
"""


METRIC = Metric(
    name="who_answers",
    title="Answers from other departments",
    question="Do answers come from other departments than the asker’s own?",
    finding="{} answers come from another department",
    formula="Replies by somebody of another department than the person answered, as a share of "
    "all replies between people whose departments are known.",
    dimension=Dimension.REACH,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    minimum=30,
    minimum_of="pairs of people whose departments are known",
    minimum_units=15,
    minimum_people=15,
    guards_parts=True,
    needs=(Need.REPLIES, Need.ATTRIBUTES),
    source="External share as in the E-I index, Krackhardt & Stern 1988, over replies; dyadic "
    "interval (Aronow, Samii & Assenova 2015)",
    blind_spot="Depends on how large departments are: in many small ones nearly every answer comes "
    "from another. Read it beside the figure that is held against chance.",
    advice=(
        "Ask by name somebody of another department who has met the same matter.",
        "If nearly no answer comes from the own department, ask what keeps close colleagues away.",
    ),
    bounds=None,
    silence="nobody whose department is known answered anybody whose department is known",
    evidence=_ANSWERS
    + """
        select
            community,
            period,
            least(author, answered)                         as one,
            greatest(author, answered)                      as other,
            sum((from_department <> to_department)::integer) as amount,
            count(*)                                        as out_of,
            [one, other]                                    as people
        from answers
        where from_department is not null and to_department is not null
        group by all
    """,
)

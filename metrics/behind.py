"""The conversations behind a figure: its own evidence, so that the two can never disagree."""

import pandas as pd

from data.conversations import number_of
from data.store import Store
from metrics.metric import Grain, Metric

# Statistics that are no ratio of sums have no amount and out_of: null then.
_BEHIND = """
    select
        one                             as thread,
        sum(amount)::double             as amount,
        sum(out_of)::double             as out_of
    from (
        select * from ({evidence})
        union all by name
        select null::double as amount, null::double as out_of where false
    )
    where community = $community
      and period = $period
      -- What stands in for a conversation where the export names none has nothing to be shown.
      and one in (select post from place where community = $community and post = thread)
    group by all
"""


def threads_behind(
    store: Store, metric: Metric, grain: Grain, community: str, period: pd.Timestamp
) -> pd.DataFrame:
    """Return the threads that made a figure: thread, amount, out_of; only of one ``of_threads``.

    The sum of amount over the sum of out_of is the figure, where that is a ratio of sums; else
    both are NaN. A thread stands once, whatever it gave to the figure.
    """
    return store.read(
        _BEHIND.format(evidence=metric.behind or metric.evidence),
        grain=grain,
        community=number_of(store, community),
        period=period.date(),
    )

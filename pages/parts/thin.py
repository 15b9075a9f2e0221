"""Where a period holds too little for most questions: the way to a longer one that holds enough."""

from math import isnan

from metrics.metric import Dimension
from pages.parts import filters, layout, words
from pages.parts.dimensions import View
from pages.parts.figure import Wider, offer
from pages.parts.language import _
from pages.parts.standings import around, headlines

_ENOUGH = 3


def offer_longer(view: View) -> None:
    """Offer the shortest longer period that answers two questions more, where few are answered."""
    here = _answered(view.now)
    if here >= _ENOUGH:
        return
    for (grain, period), measures in around(view.longer, view.period).items():
        there = _answered(measures)
        if there > here + 1:
            longer = words.period(period, grain)
            told = _(
                "For {period} the data answer {here} of {every} questions; for {longer} they "
                "answer {there}.",
                period=words.period(view.period, view.grain),
                here=here,
                every=len(Dimension),
                longer=longer,
                there=there,
            )
            where = {"community": view.community} | filters.address(grain, period)
            with layout.sentences("xxsmall"):
                offer(Wider(told, _("Look at {period}", period=longer), where))
            return


def _answered(measures: dict[str, object]) -> int:
    """Return of how many dimensions a main figure can be given."""
    given = {name for name, row in measures.items() if not isnan(row.value)}
    return sum(any(one.name in given for one in headlines(each)) for each in Dimension)

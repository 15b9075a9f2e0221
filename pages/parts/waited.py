"""How long conversations waited for an answer, and those that waited longest or wait still."""

from collections.abc import Callable

import pandas as pd

from data.said import later
from metrics import metric_named
from pages.parts import charts, filters, session, tree, words
from pages.parts.dimensions import View
from pages.parts.evidence import COUNTED, Shown
from pages.parts.language import _, several_of

_WITHIN = {
    "hour": later("within an hour"),
    "day": later("within a day"),
    "week": later("within a week"),
    "longer": later("later"),
    "never": later("not yet"),
}
_OPENINGS = {"all": later("All"), "ask": later("That ask"), "tell": later("That tell")}
_ASKS = {"all": None, "ask": True, "tell": False}
_UNANSWERED = {
    None: later("{never} of {all} conversations begun in {period} have no answer"),
    True: later("{never} of {all} conversations that ask, begun in {period}, have no answer"),
    False: later("{never} of {all} conversations that tell, begun in {period}, have no answer"),
}
_ANSWERED = {
    None: later("Every conversation begun in {period} has an answer"),
    True: later("Every conversation that asks, begun in {period}, has an answer"),
    False: later("Every conversation that tells, begun in {period}, has an answer"),
}
_READ = later("Which of them ask is read by the automatic recognition, which errs at times.")


def opening(view: View) -> bool | None:
    """Choose conversations by whether their opening post asks; None for all of them.

    There is nothing to choose where no opening post was read, as in a language without rules.
    """
    if not session.conversation_waits(view.grain, view.community, view.period)["read"].sum():
        return None
    return _ASKS[filters.one_of("opening", _("Opening posts"), _OPENINGS, "all")]


def unanswered(view: View, asks: bool | None) -> Shown:
    """Return how many conversations have no answer, and which, the oldest first."""
    waits = session.conversation_waits(view.grain, view.community, view.period, asks)
    judged, never = _judged(waits), _threads(waits, "never")
    headline = (_UNANSWERED if never else _ANSWERED)[asks]
    values = {"never": words.count(never), "all": words.count(judged)}
    return Shown(
        view,
        _(headline, period=words.period(view.period, view.grain), **values),
        " ".join(filter(None, [_asking(waits) if asks is None else "", _half(waits)])),
        facts=session.conversations(view.grain, view.community, view.period, "unanswered", asks),
        every=never,
        title=_("Still without an answer, the oldest first"),
        **_proof(waits, asks),
    )


def slowest(view: View, asks: bool | None) -> Shown:
    """Return how long conversations waited for their answer, the slowest first."""
    waits = session.conversation_waits(view.grain, view.community, view.period, asks)
    facts = session.conversations(view.grain, view.community, view.period, "slowest", asks)
    when = words.period(view.period, view.grain)
    headline = _("No conversation begun in {period} has an answer", period=when)
    if len(facts):
        took = tree.lasted(facts["waited"].iloc[0])
        headline = _("The slowest answer in {period} took {time}", period=when, time=took)
    return Shown(
        view,
        headline,
        _half(waits),
        facts=facts,
        every=_judged(waits) - _threads(waits, "never"),
        title=_("Answered in the end, the slowest first"),
        **_proof(waits, asks),
    )


def _proof(waits: pd.DataFrame, asks: bool | None) -> dict:
    """Return what both have in common: how sure it is, what to try, and the chart."""
    young = _threads(waits, "young")
    left_out = several_of(
        "{number} began less than a week before the data end and is not judged.",
        "{number} began less than a week before the data end and are not judged.",
        young,
    )
    read = "" if asks is None and not waits["read"].sum() else _(_READ)
    return {
        "sure": " ".join(filter(None, [_(COUNTED), left_out if young else "", read])),
        "advice": _(metric_named("answered").advice[0]) if _threads(waits, "never") else "",
        "caption": _("How many conversations had an answer from somebody else, and how soon."),
        "chart": _bars(waits),
    }


def _bars(waits: pd.DataFrame) -> Callable:
    bars = [
        charts.Bar(_(name), _threads(waits, within), within == "never")
        for within, name in _WITHIN.items()
    ]
    return lambda: charts.bars(bars)


def _threads(waits: pd.DataFrame, within: str) -> int:
    return int(waits.loc[waits["within"] == within, "threads"].sum())


def _judged(waits: pd.DataFrame) -> int:
    return int(waits["threads"].sum()) - _threads(waits, "young")


def _half(waits: pd.DataFrame) -> str:
    """Say how long half of those that were answered waited at most; nothing if none was."""
    if waits.empty or pd.isna(half := waits["half"].iloc[0]):
        return ""
    return _("Half of the answered ones waited {time} or less.", time=tree.lasted(half))


def _asking(waits: pd.DataFrame) -> str:
    """Say how many of those without an answer ask; nothing where that was not read."""
    never = waits[waits["within"] == "never"]
    read, asking = int(never["read"].sum()), int(never["asking"].sum())
    if not read:
        return ""
    if read == never["threads"].sum():
        return several_of(
            "{number} of them asks something.", "{number} of them ask something.", asking
        )
    return _(
        "Of the {read} among them whose words were read, {asking} ask something.",
        read=words.count(read),
        asking=words.count(asking),
    )

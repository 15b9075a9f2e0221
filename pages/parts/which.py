"""Which conversations to show, as the visitor asks for them in the row of filters."""

from data.said import later
from metrics import metric_named
from metrics.metric import Status
from pages.parts import behind_figure, filters, layout, session, waited, words
from pages.parts.about_figure import BEHIND
from pages.parts.deepest import deepest
from pages.parts.dimensions import View
from pages.parts.evidence import Shown
from pages.parts.language import _
from pages.parts.reading import Reading

_SHOWS = {
    "unanswered": later("Unanswered"),
    "slowest": later("Waited longest"),
    "deepest": later("Deepest"),
    "figure": BEHIND,
}
_WAITED = {"unanswered": waited.unanswered, "slowest": waited.slowest}


def asked(view: View) -> Shown:
    """Let the visitor say which conversations, and return what is to be shown of them."""
    main = view.reading(metric_named("answered"))
    can_be_told = main.now is not None and main.now.status != Status.UNMEASURABLE
    with layout.filters():
        show = filters.one_of("show", _("Which conversations"), _SHOWS, "unanswered")
        metric = behind_figure.figure() if show == "figure" else None
        asks = waited.opening(view) if can_be_told and show in _WAITED else None
    if metric is not None:
        return behind_figure.behind(view, metric)
    # Where nobody can tell which post is answered, each would look like one without an answer.
    if not can_be_told or session.conversation_waits(view.grain, view.community, view.period).empty:
        return _nothing(view, main)
    return deepest(view) if show == "deepest" else _WAITED[show](view, asks)


def _nothing(view: View, main: Reading) -> Shown:
    when = words.period(view.period, view.grain)
    why = main.why if not main.is_given else _("Nobody began one then.")
    return Shown(view, _("No conversations to show for {period}", period=when), why)

"""The bounds of the visitor's own organisation: seen by kind of community, tried, and settled."""

import streamlit as st

from data import settings
from data.said import later
from metrics import catalogue, metric_named, own_bounds
from metrics.bounds import Bounds, InForce, bounds_of
from metrics.metric import Direction, Metric
from metrics.own_bounds import BoundsError
from pages.parts import bounds as told
from pages.parts import layout, receipt, session, settled, words
from pages.parts.filters import KINDS
from pages.parts.language import _
from pages.parts.plain import plain

_WIDE, _FIELD = 420, 200
_UNSAID = later("Kind not said")
_HEALTHY = {
    Direction.HIGHER: later("higher"),
    Direction.LOWER: later("lower"),
    Direction.BAND: later("in between"),
}
_FIELDS = {
    "risk_below": later("At risk below ({unit})"),
    "watch_below": later("Watch below ({unit})"),
    "watch_above": later("Watch above ({unit})"),
    "risk_above": later("At risk above ({unit})"),
}
_LEAD = later(
    "A figure is called healthy, to be watched or at risk by where its interval lies against "
    "these bounds, and only where all of it lies beyond one. They are starting values and not "
    "science: settle what your organisation wants to look at, for each kind of community. "
    "All marks, sentences, charts and reports follow at once. The example keeps the starting "
    "values."
)
_SETTLED = later("The bounds are settled, and every status follows them.")
_TAKEN_BACK = later("The starting values hold again, and every status follows them.")
_COUNTED = later(
    "The signs of forced participation are counted by this bound: they are worked out anew."
)


def show() -> None:
    """Let bounds be settled for a kind of community, and say before what that changes."""
    with layout.sentences():
        st.markdown(_(_LEAD))
    kind = _kind()
    in_force = own_bounds.in_force(session.store())
    _table(kind, in_force)
    metric = metric_named(
        st.selectbox(
            _("Figure"),
            [one.name for one in _judged()],
            format_func=lambda name: _(metric_named(name).title),
            key="bounds of",
            width=_WIDE,
        )
    )
    _settle(metric, kind, in_force.of(metric.name, kind))
    _all_back(kind, in_force)


def _judged() -> list[Metric]:
    return own_bounds.judged(catalogue())


def _kind() -> str | None:
    """Choose a kind of community; at first the one most communities are of."""
    kinds = settings.communities(session.store())["kind"].dropna()
    most = kinds.mode()
    return st.selectbox(
        _("Kind of community"),
        own_bounds.EVERY_KIND,
        index=own_bounds.EVERY_KIND.index(most.iloc[0]) if len(most) else len(KINDS),
        format_func=lambda kind: _(KINDS[kind] if kind else _UNSAID),
        key="bounds in",
        width=_WIDE,
    )


def _table(kind: str | None, in_force: InForce) -> None:
    """Write out by what each figure is judged, and what of it the organisation settled itself."""
    rows = []
    for metric in _judged():
        now = in_force.of(metric.name, kind)
        rows.append(
            {
                _("Figure"): _(metric.title),
                _("Healthier"): _(_HEALTHY[metric.direction]),
                _("Starting values"): _written(metric, bounds_of(metric.name, kind)),
                _("Your own"): _written(metric, now) if now.is_own else "–",
            }
        )
    st.table(rows, border="horizontal", hide_index=True, alt=_("Bounds of every judged figure"))


def _written(metric: Metric, bounds: Bounds) -> str:
    if not bounds:
        return _("not judged")
    return told.listed(bounds, words.Scale.of(metric.unit, 1))


def _settle(metric: Metric, kind: str | None, now: Bounds) -> None:
    """Ask for the bounds of a figure, and say what they would change before they are settled."""
    asked = _asked(metric, kind, now)
    try:
        wanted = own_bounds.settled(metric, **asked)
    except BoundsError as problem:
        st.error(plain(receipt.said(problem.args[0]), longest=600))
        wanted = now
    else:
        if wanted != now:
            with layout.sentences():
                _trial(metric, kind, wanted)
    is_busy = settled.is_busy()
    with st.container(horizontal=True, gap="small"):
        if st.button(_("Settle these bounds"), disabled=is_busy or wanted == now):
            settled.change(_SETTLED, own_bounds.settle, metric, kind, wanted)
        if now.is_own and st.button(_("Back to its starting values"), disabled=is_busy):
            settled.change(_TAKEN_BACK, own_bounds.take_back, [metric], [kind])


def _asked(metric: Metric, kind: str | None, now: Bounds) -> dict[str, float | None]:
    """Return what stands in the fields; an empty one is no bound."""
    scale = words.Scale.of(metric.unit, 1)
    asked = {}
    with st.container(horizontal=True, gap="small"):
        for side in own_bounds.sides_of(metric):
            bound = getattr(now, side)
            # Whatever holds now stands in the name, so that a field begins anew where that changed.
            key = f"{side} {metric.name} {kind} {bound}"
            if bound is not None:
                st.session_state.setdefault(key, round(bound * scale.factor, 6))
            label = _(_FIELDS[side], unit=scale.word)
            how = {"step": _step(scale), "format": "%g", "width": _FIELD}
            given = st.number_input(label, value=None, key=key, **how)
            asked[side] = None if given is None else round(given / scale.factor, 8)
    st.caption(_("An empty field: no such bound. All empty: not judged by this figure."))
    return asked


def _step(scale: words.Scale) -> float:
    """Return by how much one press changes a bound."""
    return 1.0 if scale.is_share or not scale.digits else 0.1


def _trial(metric: Metric, kind: str | None, wanted: Bounds) -> None:
    """Say what bounds would change."""
    st.markdown(_(own_bounds.tried(session.store(), metric, kind, wanted).told))
    if metric.is_counted:
        st.markdown(_(_COUNTED))


def _all_back(kind: str | None, in_force: InForce) -> None:
    """Let the starting values hold again for one kind of community, or for all."""
    if not in_force.own:
        return
    is_busy = session.desk().is_busy
    with st.popover(_("All back to starting values"), disabled=is_busy):
        st.markdown(_("Your own bounds are forgotten; this cannot be taken back."))
        if any(of == kind for _metric, of in in_force.own) and st.button(_("For this kind")):
            settled.change(_TAKEN_BACK, own_bounds.take_back, catalogue(), [kind])
        if st.button(_("For every kind")):
            settled.change(_TAKEN_BACK, own_bounds.take_back, catalogue(), own_bounds.EVERY_KIND)

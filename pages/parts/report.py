"""The report of a period: one HTML file that asks nothing of anybody and prints to clean pages.

It is made of the same findings, figures and withheld values as the screens. It is written when
somebody clicks, outside of the run of a page: all it needs is handed in.
"""

import html
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import streamlit as st

from metrics.metric import Standing
from pages.parts import (
    declared,
    finding,
    language,
    layout,
    moves,
    palette,
    session,
    svg,
    trying,
    turns,
    words,
)
from pages.parts.dimensions import (
    LEAD,
    View,
    kicker,
    kind_and_size,
    readings_of,
)
from pages.parts.figure import figure_of, what_is_drawn
from pages.parts.language import _
from pages.parts.need import Found
from pages.parts.plain import JOINER, literal
from pages.parts.questions import QUESTIONS
from pages.parts.reading import Reading
from pages.parts.standings import ORDER, Stand, headline, is_needy, with_broken

_SHAPES = {
    Standing.HEALTHY: ("●", "green"),
    Standing.WATCH: ("▲", "orange"),
    Standing.AT_RISK: ("◆", "red"),
    Standing.UNSAID: ("○", "gray"),
}
_STRONG = re.compile(r"\*\*(.+?)\*\*")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_DIRECTIVE = re.compile(
    r":(?:gray|small|primary|green|orange|red)(?:-badge)?\[((?:[^\[\]]|\\.)*)\]"
)
_STYLE = """
@page { size: A4; margin: 18mm 17mm }
* { box-sizing: border-box }
body { font: 15px/1.5 "Source Sans 3", "Segoe UI", Helvetica, Arial, sans-serif; color: TEXT;
  background: #fff; max-width: 720px; margin: 2rem auto; padding: 0 1rem }
h1, h2, h3 { font-family: "Source Serif 4", Georgia, serif; line-height: 1.25; margin: 0 0 .4em;
  break-after: avoid }
h1 { font-size: 1.9rem } h2 { font-size: 1.4rem; margin-top: 2rem; border-bottom: 1px solid TEXT;
  padding-bottom: .25rem } h3 { font-size: 1.12rem }
p { margin: 0 0 .6em; orphans: 3; widows: 3 } ul { margin: 0 0 .6em; padding-left: 1.2em }
small, .small { color: GRAY; font-size: .85rem } svg { width: 100%; height: auto; display: block }
article { break-inside: avoid; margin: 1.4rem 0 } section.community { break-before: page }
.two { display: grid; grid-template-columns: 1fr 1fr; gap: 1.2rem }
.try { border: 1px solid BORDER; padding: .6rem .8rem; border-radius: 4px }
.green { color: GREEN } .orange { color: ORANGE } .red { color: RED } .gray { color: GRAY }
table { border-collapse: collapse; width: 100%; font-size: .82rem; break-inside: auto }
tr { break-inside: avoid } th, td { text-align: left; padding: .3rem .4rem .3rem 0;
  border-bottom: 1px solid BORDER; vertical-align: top }
.mark { white-space: nowrap; font-weight: 600 }
@media print { body { font-size: 9.5pt; margin: 0; max-width: none; padding: 0 }
  svg { width: 88% } }
@media (max-width: 560px) { .two { grid-template-columns: 1fr } .wide { overflow-x: auto } }
"""


@dataclass(frozen=True)
class Told:
    """One community in a report: how it stands, the warnings beside that, and all its measures."""

    community: object
    standing: list[Stand]
    warned: list[Stand]
    view: View
    turn: turns.Turn = turns.STILL

    @property
    def minded(self) -> list[Stand]:
        """Return how it stands, with what broke down in its place, and the warnings given."""
        return [*with_broken(self.standing, self.turn.broke), *self.warned]

    @property
    def name(self) -> str:
        """Return its name as text."""
        return literal(self.community.name)


class Shown(NamedTuple):
    """What is looked at: invented or not, and on how many people its figures rest at least."""

    is_example: bool
    fewest: int


def _shown() -> Shown:
    return Shown(session.is_example(), session.fewest())


def offer_one(
    community, standing: list[Stand], warned: list[Stand], view: View, turn: turns.Turn
) -> None:
    """Offer the report of one community in the period looked at."""
    told = Told(community, standing, warned, view, turn)
    when = words.period(view.period, view.grain)
    name = f"{community.name} {when}"
    _offer(name, partial(_of_one, told, _shown()))


def offer_all(found: Found) -> None:
    """Offer the report of all communities shown, each in the period it is judged by."""
    every = [
        Told(one.community, one.standing, one.warned, _view(one, found), one.turn)
        for one in (*found.told, *found.untold)
    ]
    _offer(
        f"{_('communities')} {_(found.grain)}",
        partial(_of_all, found, every, _shown()),
    )


def _view(one, found: Found) -> View:
    name = one.community.name
    return View(name, one.measures, one.period, found.grain, session.events(name), one.longer)


def _offer(name: str, write: Callable[[], str]) -> None:
    """Offer a report; it is written when somebody clicks, in the language they read."""
    if layout.is_printed():
        return
    spoken = language.code()

    def written() -> bytes:
        with language.speaking(spoken), palette.on_paper():
            return write().encode()

    st.download_button(
        _("Report to print or send"),
        written,
        file_name=f"{layout.file_name(name)}.html",
        mime="text/html",
        key="report",
        on_click="ignore",
        help=_("One file with findings, charts and how sure they are; opens in any browser."),
    )


def _of_one(told: Told, shown: Shown) -> str:
    title = f"{told.name}, {words.period(told.view.period, told.view.grain)}"
    about = kicker(told.community, told.view.period, told.view.grain, shown.fewest)
    body = [
        f"<p class='small'>{_html(about)}</p>",
        f"<h1>{_text(headline(told.minded))}</h1>",
        f"<p>{_text(turns.said([told.turn.fall, told.turn.rise]))}</p>",
        f"<p>{_html(_(LEAD))}</p>",
        _strip(told),
        *_tries(told),
        *_answers(told, full=True),
        *_missing(told),
    ]
    return _document(title, body, shown)


def _of_all(found: Found, every: Sequence[Told], shown: Shown) -> str:
    body = [
        f"<p class='small'>{_html(finding.kicker(found))}</p>",
        f"<h1>{_text(finding.headline(found))}</h1>",
        f"<p>{_html(finding.lead(found))}</p>",
        _table(every, shown.fewest),
        *_changes(found),
    ]
    for told in every:
        if is_needy(told.minded) or told.turn.fall:
            size = f"{kind_and_size(told.community, shown.fewest)} · {_when(told)}"
            body += [
                f"<section class='community'><h2>{_text(told.name)}</h2>",
                f"<p class='small'>{_text(size)}</p>",
                f"<p><strong>{_text(headline(told.minded))}</strong> "
                f"{_text(turns.said([told.turn.fall, told.turn.rise]))}</p>",
                *_tries(told, "h3"),
                *_answers(told, full=False),
                "</section>",
            ]
    return _document(finding.headline(found), body, shown)


def _when(told: Told) -> str:
    return words.period(told.view.period, told.view.grain)


def _changes(found: Found) -> list[str]:
    """Say what changed since the period before, as on the overview."""
    said = moves.told(found)
    if not said:
        return []
    title, head, lines = said
    listed = "".join(f"<li>{_html(line)}</li>" for line in lines)
    return [f"<h2>{_text(title)}</h2><p>{_html(head)}</p>", f"<ul>{listed}</ul>" if lines else ""]


def _table(every: Sequence[Told], fewest: int) -> str:
    heads = [_("Community"), *(_(dimension) for dimension in QUESTIONS)]
    rows = [
        f"<tr><td><strong>{_text(told.name)}</strong><br>"
        f"<small>{_text(kind_and_size(told.community, fewest))} · {_unbroken(_when(told))}"
        "</small></td>" + _marks(told) + "</tr>"
        for told in every
    ]
    head = "".join(f"<th scope='col'>{_text(one)}</th>" for one in heads)
    title = f"<h2>{_text(_('Where each one stands'))}</h2>"
    return f"{title}<div class='wide'><table><tr>{head}</tr>{''.join(rows)}</table></div>"


def _strip(told: Told) -> str:
    heads = "".join(f"<th scope='col'>{_text(_(stand.dimension))}</th>" for stand in told.standing)
    return f"<div class='wide'><table><tr>{heads}</tr><tr>{_marks(told)}</tr></table></div>"


def _marks(told: Told) -> str:
    """Write how each dimension stands, and which was healthy and fell."""
    broke = told.turn.broke
    fell = f"<br><span class='mark red'>▼ {_text(_('fell'))}</span>"
    return "".join(
        f"<td>{_mark(stand.standing)}"
        f"{fell if broke is not None and broke.dimension == stand.dimension else ''}</td>"
        for stand in told.standing
    )


def _mark(standing: Standing) -> str:
    shape, tone = _SHAPES[standing]
    word = _("can’t say") if standing == Standing.UNSAID else _(standing)
    return f"<span class='mark {tone}'>{shape} {_text(word)}</span>"


def _answers(told: Told, full: bool) -> list[str]:
    """Return the dimensions that have an answer, the neediest first; or only the needy, if any."""
    ranked = sorted(told.standing, key=lambda stand: ORDER.index(stand.standing))
    readings = {stand: readings_of(stand, told.view) for stand in ranked}
    shown = [stand for stand in ranked if readings[stand] and readings[stand][0].has_values]
    if not full and is_needy(shown):
        shown = [stand for stand in shown if is_needy([stand])]
    return [_answer(stand, readings[stand][0], told) for stand in shown]


def _tries(told: Told, heading: str = "h2") -> list[str]:
    """Return what to try next, why, and how one sees that it worked."""
    asked = trying.tries(told.minded, told.view)
    if not asked:
        return []
    lines = [
        f"<p class='try'><strong>{_text(one.advice)}</strong><br>"
        f"{_text(trying.ground(one, told.view))} "
        f"{_text(trying.success(one, told.view))}<br><small>{_text(trying.whence(one))}</small></p>"
        for one in asked
    ]
    return [f"<{heading}>{_text(_('What to try next'))}</{heading}>", *lines]


def _answer(stand: Stand, reading: Reading, told: Told) -> str:
    """Write one finding: heading, chart, what it means, how sure."""
    parts = [
        f"<p class='small'>{_text(_(stand.dimension))}: {_text(_(QUESTIONS[stand.dimension]))} "
        f"{_mark(stand.standing)}</p>",
        f"<h3>{_text(reading.finding)}</h3>",
        f"<p class='small'>{_text(what_is_drawn(reading))}</p>",
        svg.drawn(figure_of(reading, told.view.events), reading.finding),
    ]
    if not reading.is_given:
        parts.append(f"<p>{_text(reading.why)}</p>")
    else:
        pairs = ((_("What it means"), reading.means), (_("How sure"), reading.sure))
        two = "".join(
            f"<p><strong>{_text(head)}</strong><br>{_text(text)}</p>" for head, text in pairs
        )
        parts.append(f"<div class='two'>{two}</div>")
        if reading.note:
            parts.append(f"<p class='small'>{_text(reading.note)}</p>")
    unseen = f"{_('What it cannot see')}: {_(reading.metric.blind_spot)}"
    parts.append(f"<p class='small'>{_text(unseen)}</p>")
    return f"<article>{''.join(parts)}</article>"


def _missing(told: Told) -> list[str]:
    """List the dimensions without an answer, each with its reason."""
    lines = [
        f"<li>{_text(_(stand.dimension))}: {_text(words.sentence(stand.reason))}</li>"
        for stand in told.standing
        if stand.standing == Standing.UNSAID and stand.reason
    ]
    if not lines:
        return []
    return [f"<h2>{_text(_('Of what too little is known'))}</h2><ul>{''.join(lines)}</ul>"]


def _document(title: str, body: Sequence[str], shown: Shown) -> str:
    example = _("Example organisation – invented data, true of nobody")
    mark = f"<p class='small'><strong>{_text(example)}</strong></p>" if shown.is_example else ""
    never = _(declared.NEVER, fewest=shown.fewest)
    last = (
        f"<h2>{_text(_('What these figures cannot tell'))}</h2><p>{_text(never)}</p>"
        f"<h2>{_text(_('What the intervals mean'))}</h2><p>{_text(_(declared.SURE))}</p>"
    )
    lead = f"<p class='small'>{_text(_('Learning Network Health'))}</p>"
    return (
        f'<!doctype html><html lang="{language.code()}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
        "style-src 'unsafe-inline'\">"
        f"<title>{_text(title)}</title><style>{_style()}</style></head>"
        f"<body>{lead}{mark}{''.join(body)}{last}</body></html>"
    )


def _style() -> str:
    style = _STYLE
    for role in ("text", "gray", "border", "green", "orange", "red"):
        style = style.replace(role.upper(), palette.colour(role))
    return style


def _text(text: str) -> str:
    """Write text so that nothing in it is HTML."""
    return html.escape(text)


def _unbroken(text: str) -> str:
    """Write text that stands on one line, such as "Q3 2026"."""
    return _text(text.replace(" ", "\u00a0"))


def _html(markdown: str) -> str:
    """Write a sentence of the screens as HTML: bold, line breaks, and what was escaped, as text."""
    kept: list[str] = []

    def keep(found: re.Match) -> str:
        kept.append(html.escape(found[1]))
        return f"\0{len(kept) - 1}\0"

    unjoined = markdown.replace(JOINER, "")  # which is for Streamlit's markdown only
    line = html.escape(_ESCAPED.sub(keep, unjoined), quote=False)
    while _DIRECTIVE.search(line):
        line = _DIRECTIVE.sub(r"\1", line)
    line = _STRONG.sub(r"<strong>\1</strong>", line).replace("  \n", "<br>")
    return re.sub(r"\0(\d+)\0", lambda found: kept[int(found[1])], line)

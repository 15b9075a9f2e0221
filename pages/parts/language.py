"""In which language the screens speak: that of the address, else of the browser, else English.

English stands in the code. Every other language is a catalogue in ``pages/languages/``, which
``make words`` brings up to date. Import ``_`` and ``several_of`` to say something.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import GNUTranslations, NullTranslations
from io import BytesIO
from pathlib import Path

import streamlit as st
from babel import Locale
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from data.said import Said

KEY = "lang"
ENGLISH = "en"
CATALOGUES = Path(__file__).parent.parent / "languages"
LANGUAGES = {ENGLISH: "English", "nl": "Nederlands"}


_SPOKEN: ContextVar[str | None] = ContextVar("spoken", default=None)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak a language for a while, also outside of a run, where nobody can be asked."""
    before = _SPOKEN.set(language)
    try:
        yield
    finally:
        _SPOKEN.reset(before)


def code() -> str:
    """Return the language of this run, as ISO 639 code."""
    return _SPOKEN.get() or _asked()


def _asked() -> str:
    asked = st.session_state.get(KEY) or st.query_params.get(KEY)
    codes = {name: code for code, name in LANGUAGES.items()}
    asked = codes.get(asked, asked)
    return asked if asked in LANGUAGES else _of_browser()


def _of_browser() -> str:
    spoken = (st.context.locale or ENGLISH).split("-")[0]
    return spoken if spoken in LANGUAGES else ENGLISH


def locale() -> Locale:
    """Return how this language writes dates and numbers."""
    return Locale.parse("en_GB" if code() == ENGLISH else code())


def _(message: str, /, **values: object) -> str:
    """Say a message in the language of this run, with values where its ``{names}`` stand.

    Without values the message is said as it stands. A sentence that was put together elsewhere
    (``data.said``) is said again from its parts.
    """
    if isinstance(message, Said):
        return _again(message)
    said = catalogue(code()).gettext(message) if message else ""
    return said.format(**_said(values)) if values else said


def several_of(one: str, many: str, number: float, /, **values: object) -> str:
    """Say a message about a number of things; ``{number}`` is written by whoever calls.

    Give ``number`` again among the values where it should be written in its own manner.
    """
    said = catalogue(code()).ngettext(one, many, int(number) if number == 1 else 2)
    return said.format(**{"number": f"{number:,.0f}".replace(",", "\u202f")} | _said(values))


def _again(sentence: Said) -> str:
    if sentence.many:
        return several_of(
            sentence.template, sentence.many, sentence.values["number"], **sentence.values
        )
    return catalogue(code()).gettext(sentence.template).format(**_said(sentence.values))


def _said(values: dict[str, object]) -> dict[str, object]:
    """Say again those of the values that are sentences themselves."""
    return {name: _(one) if isinstance(one, Said) else one for name, one in values.items()}


@cache
def catalogue(language: str) -> NullTranslations:
    """Return the messages of a language."""
    source = CATALOGUES / f"{language}.po"
    if language == ENGLISH or not source.exists():
        return NullTranslations()
    compiled = BytesIO()
    with source.open("rb") as messages:
        write_mo(compiled, read_po(messages, locale=language))
    compiled.seek(0)
    return GNUTranslations(compiled)


def settle() -> bool:
    """Settle the language once for a run; return whether the run has to begin anew.

    Let a link hold the code of a language, too: the control knows only the name it shows, and would
    clear the address. So the address is changed, and the run begins anew before anything of the
    page is drawn or said, but once the pages are known: any sooner it would be that of the start.
    """
    asked = st.query_params.get(KEY)
    is_code = asked in LANGUAGES
    if is_code:
        st.query_params[KEY] = LANGUAGES[asked]
    _SPOKEN.set(_asked())
    return is_code


def choose() -> None:
    """Let the visitor say which language; it stands in the address, so that a link keeps it."""
    st.session_state.setdefault(KEY, code())
    st.segmented_control(
        _("Language"),
        list(LANGUAGES),
        format_func=LANGUAGES.get,
        required=True,
        key=KEY,
        bind="query-params",
        label_visibility="collapsed",
    )

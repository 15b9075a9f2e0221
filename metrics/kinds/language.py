"""Which language a post is in, or that this cannot be told.

A wrong language is worse than none: a text that is too short to be sure of is decided by the little
words it holds, then by the language its thread or author usually writes, and else left open.
"""

from functools import cache

import numpy as np
from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNDETERMINED = "und"
SURE = 0.8
"""How probable the best guess must be; the library's figure is calibrated for length."""

GLANCE, LOOK = 80, 1_000
"""Characters read at first, and when they did not settle it. Reading all would cost more than it
tells: the language shows in the first lines."""

LANGUAGES = {
    "af": "Afrikaans",
    "ar": "Arabic",
    "be": "Belarusian",
    "bg": "Bulgarian",
    "bn": "Bengali",
    "bs": "Bosnian",
    "ca": "Catalan",
    "cs": "Czech",
    "cy": "Welsh",
    "da": "Danish",
    "de": "German",
    "el": "Greek",
    "en": "English",
    "es": "Spanish",
    "et": "Estonian",
    "eu": "Basque",
    "fa": "Persian",
    "fi": "Finnish",
    "fr": "French",
    "ga": "Irish",
    "gl": "Galician",
    "he": "Hebrew",
    "hi": "Hindi",
    "hr": "Croatian",
    "hu": "Hungarian",
    "id": "Indonesian",
    "is": "Icelandic",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "lt": "Lithuanian",
    "lv": "Latvian",
    "mk": "Macedonian",
    "ms": "Malay",
    "mt": "Maltese",
    "nl": "Dutch",
    "nn": "Norwegian (Nynorsk)",
    "no": "Norwegian",
    "pl": "Polish",
    "pt": "Portuguese",
    "ro": "Romanian",
    "ru": "Russian",
    "sk": "Slovak",
    "sl": "Slovenian",
    "sq": "Albanian",
    "sr": "Serbian",
    "sv": "Swedish",
    "sw": "Swahili",
    "ta": "Tamil",
    "te": "Telugu",
    "th": "Thai",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "ur": "Urdu",
    "vi": "Vietnamese",
    "zh": "Chinese",
}
"""The languages told apart, by ISO 639 code. Fewer languages make fewer mistakes on short posts."""


@cache
def _identifier() -> LanguageIdentifier:
    """Load the library's model once (under a second), restricted to ``LANGUAGES``."""
    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    # A post needs a few dozen of 100,000 rows: side by side and in a width processors add up.
    identifier.nb_ptc = np.ascontiguousarray(identifier.nb_ptc, np.float32)
    return identifier


def _guess(words: str) -> str:
    """Return the language the library is sure of, or ``UNDETERMINED``."""
    for length in (GLANCE, LOOK):
        language, probability = _identifier().classify(words[:length])
        if probability >= SURE:
            return language
        if len(words) <= length:
            break
    return UNDETERMINED


def _by_little_words(words: str, little_words: dict[str, frozenset[str]]) -> str:
    """Return the language at least a third of whose words are known little words."""
    found = [word.strip(".,;:!?()\"'") for word in words[:GLANCE].lower().split()]
    found = [word for word in found if any(letter.isalpha() for letter in word)]
    for language, known in little_words.items():
        if found and 3 * sum(word in known for word in found) >= len(found):
            return language
    return UNDETERMINED


def language_of(
    words: str, usual: str | None = None, little_words: dict[str, frozenset[str]] | None = None
) -> str:
    """Return the ISO 639 code of the language of somebody's own words, or ``UNDETERMINED``.

    ``usual`` is what the thread or author usually writes; it decides only where the words do not.
    ``little_words`` are words that give a language away in a text of two or three words.
    """
    if not any(letter.isalpha() for letter in words[:LOOK]):
        return UNDETERMINED
    guess = _guess(words)
    if guess == UNDETERMINED:
        guess = _by_little_words(words, little_words or {})
    if guess == UNDETERMINED and usual in LANGUAGES:
        guess = usual
    return guess

"""The silent members: do they listen or are they gone, and can this export tell at all?"""

import pandas as pd

from pages.parts import words
from pages.parts.language import _
from pages.parts.reading import Reading

FIGURES = ("lurker_ratio.listening", "lurker_ratio.absent")


def said(community, listening: Reading, absent: Reading) -> str:
    """Say how many listen and how many are gone, else why nobody can tell, and what would tell.

    ``community`` is its row: whether the export says who ``reads``, and how many ``members`` are
    listed, NaN where no list is known.
    """
    if listening.is_given and absent.is_given:
        return _(
            "**Listening or gone?** {listening} members read along, but neither write nor react "
            "({listening_span}, 95 % sure). {absent} neither write nor react nor read, and look "
            "gone ({absent_span}).",
            listening=listening.told,
            listening_span=listening.scale.span(listening.now.low, listening.now.high),
            absent=absent.told,
            absent_span=absent.scale.span(absent.now.low, absent.now.high),
        )
    if not community.reads:
        missing = _(
            "**Listening or gone?** Nobody can tell with this export: it does not say who reads."
        )
    elif pd.isna(community.members):
        missing = _("**Listening or gone?** Nobody can tell: there is no list of members.")
    else:
        when = words.period(listening.period, listening.grain)
        return _(
            "**Listening or gone?** This export says who reads, but for {period} it cannot be "
            "told: {reason}",
            period=when,
            reason=listening.why[:1].lower() + listening.why[1:],
        )
    would = _(
        "A list of members together with a record of who reads would tell; of the exports read "
        "here, Moodle’s logs and Discourse’s list of users hold one."
    )
    return f"{missing} {would}"

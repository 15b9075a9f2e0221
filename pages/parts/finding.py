"""The finding about all communities, in words: how many need a look, which, and why."""

from data.said import later
from pages.parts import words
from pages.parts.language import _, several_of
from pages.parts.need import Found, One
from pages.parts.standings import is_needy

_NAMED = 3
_LATEST = {
    "month": later("in its latest month with a figure"),
    "quarter": later("in its latest quarter with a figure"),
    "year": later("in its latest year with a figure"),
}


def kicker(found: Found) -> str:
    """Say in one small line what the page is about."""
    number = len(found.told) + len(found.untold)
    spelled = words.spelled(number)
    if found.grain == "all":
        said = several_of(
            "One community, over the whole time",
            "{number} communities, over the whole time",
            number,
            number=spelled,
        )
    else:
        said = several_of(
            "One community, {period}",
            "{number} communities, each {period}",
            number,
            number=spelled,
            period=_(_LATEST[found.grain]),
        )
    return _begun(said)


def headline(found: Found) -> str:
    """Say the one finding about the whole."""
    number, needy = len(found.told) + len(found.untold), len(found.needy)
    if number == 1:
        return _headline_of_one(found)
    if not found.told:
        return _("There is too little yet to say how the communities are doing")
    if not needy:
        return _("None of {number} communities shows a warning", number=words.spelled(number))
    said = several_of(
        "{some} communities needs a look",
        "{some} communities need a look",
        needy,
        some=words.some(needy, number),
    )
    return _begun(said)


def _headline_of_one(found: Found) -> str:
    name = (found.told or found.untold)[0].name
    if not found.told:
        return _("There is too little yet to say how {community} is doing", community=name)
    if found.needy:
        return _("{community} needs a look", community=name)
    return _("{community} shows no warning", community=name)


def _begun(text: str) -> str:
    return text[:1].upper() + text[1:]


def lead(found: Found) -> str:
    """Say which community needs a look most and why, and how the others do."""
    if not found.told:
        return _("What is missing stands below.")
    return " ".join([*_of_needy(found), *_of_others(found)])


def _of_needy(found: Found) -> list[str]:
    if not found.needy:
        return [_("No figure lies with its whole interval beyond a bound.")]
    first, *more = found.needy
    values = {"community": first.name, "warnings": _warnings(first)}
    said = [
        _("**{community}** needs it most: {warnings}.", **values)
        if more
        else _("**{community}** is the one: {warnings}.", **values)
    ]
    alike: dict[str, list[str]] = {}
    for one in more[:_NAMED]:
        alike.setdefault(_warnings(one), []).append(f"**{one.name}**")
    said += [f"{words.listed(names)}: {warnings}." for warnings, names in alike.items()]
    others = len(more) - _NAMED
    if others == 1:
        said.append(_("{community} needs a look too.", community=f"**{more[-1].name}**"))
    elif others > 1:
        said.append(_("{number} more need a look.", number=words.spelled(others)))
    return [_begun(one) for one in said]


def _of_others(found: Found) -> list[str]:
    said = []
    calm = len(found.told) - len(found.needy)
    if calm and found.needy:
        number = words.spelled(calm)
        said.append(
            several_of("One shows no warning.", "{number} show no warning.", calm, number=number)
        )
    if found.untold:
        said.append(
            several_of(
                "Of one there is too little to say; the reason stands below.",
                "Of {number} there is too little to say; the reasons stand below.",
                len(found.untold),
                number=words.spelled(len(found.untold)),
            )
        )
    return [_begun(one) for one in said]


def _warnings(one: One) -> str:
    needy = [stand for stand in (*one.minded, *one.warned) if is_needy([stand])]
    told = [f"{stand.sign} ({stand.figure})" for stand in needy]
    falls = [one.turn.fall] if one.turn.fall and not one.turn.broke else []
    return words.listed([*told, *falls])

"""Whom the ids in an import mean: the pseudonym of each, and in whose ids people were named."""

from collections.abc import Mapping

from data.pseudonym import Pseudonyms

TABLE = "table"
"""The space of ids that no platform stands behind."""


class People:
    """The people of one import.

    ``platform`` is the space of the ids that were met: the one given, else "table" once an id was
    none of a known community's and no e-mail address, else None.
    """

    def __init__(
        self, pseudonyms: Pseudonyms, platform: str | None, spaces: Mapping[str, str]
    ) -> None:
        """Without a platform, ids are those of ``spaces``: the platform of each known community."""
        self.platform = platform
        self._given = platform
        self._spaces = spaces if platform is None else {}
        self._pseudonyms = pseudonyms
        self._known: dict[tuple[str, str], str] = {}

    @property
    def spellings(self) -> int:
        """Return how many ids are but another way of writing one that was met too."""
        return len(self._known) - len(set(self._known.values()))

    def who(self, person: str, community: str, platform: str | None = None) -> str:
        """Return the pseudonym of somebody: of a platform, else of a community."""
        space = platform or self._given or self._spaces.get(community)
        if space is None:
            space = TABLE
            if "@" not in person:
                self.platform = TABLE
        known = self._known.get((space, person))
        if known is None:
            known = self._known[space, person] = self._pseudonyms.person(space, person)
        return known

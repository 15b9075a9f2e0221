"""Communities drawn by chance, put straight into a store, many at once.

Threads are of heavy-tailed length, members of unequal activity; threads differ in how lively and
how fast they are, members in how readily they answer back. Which texts tell what is drawn too, as
the reader would have read it. Nobody in them is invented: members are numbers.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from data.store import Store

START = np.datetime64("2026-01-01T08:00:00", "us")
TOLD = ("best", "everyday", "unfinished", "failure", "question", "doubt", "challenge")
FILLED = [
    "community",
    "person",
    "identity",
    "membership",
    "text",
    "reading",
    "telling",
    "place",
    "edge",
    "post",
    "reaction",
    "visit",
]
_DEPARTMENTS, _LEVELS, _PLACES = 4, ("Junior", "Senior", "Manager"), 3
_DAY = 86_400_000_000
_NOBODY = -1


@dataclass(frozen=True, kw_only=True)
class Talk:
    """How a community talks; the same for all that are drawn together.

    ``answered``: share of openings that get a reply. ``tail`` and ``longest``: how long answered
    threads are (Zipf, cut off); ``shortest`` replies at least. ``back``: how readily people answer
    back. ``deeper``: how often a reply answers the last one and not the opening. ``wait``: hours
    until an answer, typically. ``candid``: share of openings with a failure or a doubt. ``home``:
    how often the own department is answered. ``host``: how much more the host writes than others.
    """

    threads: int
    members: float = 0.8
    days: int = 300
    answered: float = 0.65
    tail: float = 2.0
    shortest: int = 1
    longest: int = 30
    back: float = 0.4
    deeper: float = 0.55
    wait: float = 6.0
    candid: float = 0.4
    home: float = 0.3
    host: float = 4.0

    @property
    def people(self) -> int:
        """Return how many members there are, the silent ones too."""
        return max(15, round(self.threads * self.members))


class Drawn:
    """Many communities of one kind, as the tables of a store."""

    def __init__(self, chance: np.random.Generator, talk: Talk, number: int, first: int = 0):
        """Draw communities numbered from ``first``; every second shares members with the last."""
        self._chance, self._talk = chance, talk
        self._first, self._number = first, number
        self._members()
        self._threads()
        self._posts()

    def _members(self) -> None:
        chance, size = self._chance, self._number * self._talk.people
        self._base = np.arange(self._number) * self._talk.people
        self._of = np.repeat(np.arange(self._number), self._talk.people)
        place = np.tile(np.arange(self._talk.people), self._number)
        weight = chance.lognormal(0, 1, size) * (chance.random(size) > 0.35)
        self._hosts = place == 0
        weight[self._hosts] = self._talk.host
        self._department = chance.choice(_DEPARTMENTS, size, p=[0.4, 0.3, 0.2, 0.1])
        self._ready = np.clip(chance.beta(2, 2 / self._talk.back - 2, size), 0, 1)
        self._drives = chance.random(size) < 0.4
        self._cumulated = np.concatenate([[0.0], np.cumsum(weight)])
        self._by_home = np.lexsort((self._department, self._of))
        self._home = np.concatenate([[0.0], np.cumsum(weight[self._by_home])])
        key = self._of[self._by_home] * _DEPARTMENTS + self._department[self._by_home]
        self._home_ends = np.searchsorted(key, np.arange(self._number * _DEPARTMENTS + 1))
        person = np.arange(size) + self._first * self._talk.people
        shared = (place >= 0.8 * self._talk.people) & (self._of % 2 == 1)
        self._person = (person - shared * self._talk.people).astype(np.int32)

    def _anybody(self, community: np.ndarray) -> np.ndarray:
        low = self._cumulated[self._base[community]]
        high = self._cumulated[self._base[community] + self._talk.people]
        at = low + self._chance.random(len(community)) * (high - low)
        return np.clip(
            np.searchsorted(self._cumulated, at, side="right") - 1,
            self._base[community],
            self._base[community] + self._talk.people - 1,
        )

    def _colleague(self, community: np.ndarray, member: np.ndarray) -> np.ndarray:
        """Return somebody of the same department, or anybody where nobody of it writes."""
        key = community * _DEPARTMENTS + self._department[member]
        first, last = self._home_ends[key], self._home_ends[key + 1]
        low, high = self._home[first], self._home[last]
        at = low + self._chance.random(len(key)) * (high - low)
        found = np.clip(np.searchsorted(self._home, at, side="right") - 1, first, last - 1)
        return np.where(high > low, self._by_home[found], self._anybody(community))

    def _threads(self) -> None:
        """Draw for each thread who writes when, and which of the earlier posts is answered."""
        chance, talk = self._chance, self._talk
        number = self._number * talk.threads
        community = np.repeat(np.arange(self._number), talk.threads)
        lively = chance.beta(4 * talk.answered, 4 * (1 - talk.answered), number)
        length = np.minimum(chance.zipf(talk.tail, number) + talk.shortest - 1, talk.longest)
        length = np.where(chance.random(number) < lively, length, 0)
        pace = talk.wait * np.exp(chance.normal(0, 0.7, number))
        self._author = np.full((number, talk.longest + 1), _NOBODY, np.int64)
        self._parent = np.full((number, talk.longest + 1), _NOBODY, np.int8)
        self._depth = np.zeros((number, talk.longest + 1), np.int8)
        self._at = np.zeros((number, talk.longest + 1))
        self._author[:, 0] = self._anybody(community)
        self._at[:, 0] = chance.random(number) * talk.days * 24
        for turn in range(1, talk.longest + 1):
            on = np.flatnonzero(length >= turn)
            if not len(on):
                break
            last = chance.random(len(on)) < talk.deeper
            parent = np.where(last, turn - 1, 0)
            asked = self._author[on, parent]
            before = np.where(parent > 0, self._author[on, self._parent[on, parent]], asked)
            near = chance.random(len(on)) < talk.home
            new = np.where(
                near, self._colleague(community[on], asked), self._anybody(community[on])
            )
            returns = (before != asked) & (chance.random(len(on)) < self._ready[before])
            self._author[on, turn] = np.where(returns, before, new)
            self._parent[on, turn] = parent
            self._depth[on, turn] = self._depth[on, parent] + 1
            delay = pace[on] * np.exp(chance.normal(0, 1, len(on)))
            self._at[on, turn] = self._at[on, turn - 1] + delay
        self._community = community

    def _posts(self) -> None:
        thread, turn = np.nonzero(self._author >= 0)
        numbers = np.full(self._author.shape, _NOBODY, np.int64)
        numbers[thread, turn] = np.arange(len(thread))
        parent = self._parent[thread, turn].astype(int)
        author = self._author[thread, turn]
        answered = np.where(turn > 0, self._author[thread, parent], _NOBODY)
        grand = self._parent[thread, parent].astype(int)
        before = np.where(
            (turn > 0) & (parent > 0), self._author[thread, np.maximum(grand, 0)], _NOBODY
        )
        at = self._at[thread, turn]
        self._frame = pd.DataFrame(
            {
                "post": numbers[thread, turn],
                "community": self._community[thread] + self._first,
                "member": author,
                "answered": answered,
                "before": before,
                "posted_at": START + (at * 3.6e9).astype("timedelta64[us]"),
                "thread": numbers[thread, 0],
                "parent": np.where(turn > 0, numbers[thread, parent], _NOBODY),
                "depth": self._depth[thread, turn],
                "text": self._texts(thread, turn, author),
            }
        )

    def _texts(self, thread: np.ndarray, turn: np.ndarray, author: np.ndarray) -> np.ndarray:
        """Draw what each post tells: some threads are candid, others tell what works."""
        chance, talk = self._chance, self._talk
        candid = chance.beta(2 * talk.candid, 2 * (1 - talk.candid), len(self._author))[thread]
        draw = chance.random(len(thread))
        calm = chance.choice([0, 0, 0, 1, 2, 4, 6, 7], len(thread))
        told = np.where(draw < candid, np.where(draw < candid * 0.6, 3, 5), calm)
        told = np.where((turn > 0) & (chance.random(len(thread)) < 0.4), 7, told)
        asks = chance.random(len(thread)) < np.where(turn == 0, 0.5, 0.2)
        praises = (turn > 0) & (chance.random(len(thread)) < 0.5)
        drives = self._drives[author] & (chance.random(len(thread)) < 0.3)
        return told * 8 + asks * 4 + praises * 2 + drives

    def fill(self, store: Store) -> None:
        """Put them into the store, in place of what stood there."""
        tables = self.tables()
        with store.writing() as cursor:
            for name in FILLED:
                cursor.execute(f"delete from {name}")
            for name, rows in tables.items():
                cursor.register("drawn", rows)
                cursor.execute(f"insert into {name} by name from drawn")
                cursor.unregister("drawn")

    def tables(self) -> dict[str, pd.DataFrame]:
        """Return the rows of each table."""
        posts, numbers = self._frame, self._first + np.arange(self._number)
        person = pd.Series(np.append(self._person, 0))
        known = posts["parent"] >= 0
        place = pd.DataFrame(
            {
                **{key: posts[key] for key in ("post", "community", "posted_at", "thread")},
                **{key: posts[key] for key in ("depth", "text")},
                "author": person.loc[posts["member"]].to_numpy(),
                "parent": posts["parent"].where(known).astype("Int64"),
                "how": "known",
                "to_self": known & (posts["member"] == posts["answered"]),
            }
        )
        replies = posts[known & (posts["member"] != posts["answered"])]
        edge = pd.DataFrame(
            {
                **{key: replies[key] for key in ("community", "post", "thread", "posted_at")},
                "author": person.loc[replies["member"]].to_numpy(),
                "answered": person.loc[replies["answered"]].to_numpy(),
                "answered_at": posts["posted_at"].to_numpy()[replies["parent"]],
                "before": pd.Series(person.loc[replies["before"].clip(0)].to_numpy())
                .where((replies["before"] >= 0).to_numpy())
                .astype("Int64")
                .to_numpy(),
                "how": "known",
            }
        )
        people = np.unique(self._person)
        names = [f"community {number}" for number in numbers]
        return {
            "community": pd.DataFrame({"community": numbers, "name": names, "kind": "practice"}),
            "identity": pd.DataFrame({"identity": people, "pseudonym": people.astype(str)}),
            "person": pd.DataFrame({"identity": people, "person": people}),
            "place": place,
            "edge": edge,
            "membership": self._memberships(),
            **self._liked(posts),
            "visit": self._visits(),
            **_readings(),
        }

    def _memberships(self) -> pd.DataFrame:
        chance, size = self._chance, len(self._of)
        new = np.where(chance.random(size) < 0.4, chance.random(size) * 0.6 * self._talk.days, -200)
        joined = START + (new * _DAY).astype("timedelta64[us]")
        return pd.DataFrame(
            {
                "fact": np.arange(size),
                "community": self._of + self._first,
                "person": self._person,
                "listed": True,
                "joined": joined,
                "department": np.array(list("ABCD"))[self._department],
                "level": chance.choice(_LEVELS, size, p=[0.35, 0.3, 0.35]),
                "place": chance.choice(_PLACES, size).astype(str),
                "host": self._hosts,
            }
        )

    def _liked(self, posts: pd.DataFrame) -> dict[str, pd.DataFrame]:
        """Return reactions, and of the posts they are to as much as belongs to them."""
        chance = self._chance
        liked = posts[chance.random(len(posts)) < 0.25]
        source = liked["post"].astype(str).to_numpy()
        community = liked["community"].to_numpy()
        who = self._base[community - self._first] + chance.integers(
            0, self._talk.people, len(liked)
        )
        post = pd.DataFrame(
            {
                "fact": liked["post"].to_numpy(),
                "community": community,
                "source_id": source,
                "author": self._person[liked["member"]],
                "posted_at": liked["posted_at"].to_numpy(),
                "how": "known",
                "edited": False,
                "mentions": [[]] * len(liked),
                "current": True,
            }
        )
        reaction = pd.DataFrame(
            {
                "fact": np.arange(len(liked)),
                "community": community,
                "source_id": source,
                "person": self._person[who],
                "name": "like",
            }
        )
        return {"post": post, "reaction": reaction}

    def _visits(self) -> pd.DataFrame:
        reads = np.flatnonzero(self._chance.random(len(self._of)) < 0.6)
        at = self._chance.random(len(reads)) * self._talk.days
        return pd.DataFrame(
            {
                "fact": np.arange(len(reads)),
                "community": self._of[reads] + self._first,
                "person": self._person[reads],
                "visited_at": START + (at * _DAY).astype("timedelta64[us]"),
                "latest": False,
            }
        )


def _readings() -> dict[str, pd.DataFrame]:
    """Return one text for each mixture of kinds: text = 8 * told + 4 * asks + 2 * praises + why."""
    tellings, bodies = [], []
    for number, (told, *more) in enumerate(product(range(8), (0, 1), (0, 1), (0, 1))):
        kinds = {*TOLD[told : told + 1]}
        kinds |= {kind for kind, is_in in zip(_MORE, more, strict=True) if is_in}
        tellings += [(number, kind, "drawn") for kind in sorted(kinds)]
        bodies.append("How did it go?" if "question" in kinds else "It went on.")
    texts = np.arange(len(bodies))
    return {
        "text": pd.DataFrame({"text": texts, "body": bodies}),
        "reading": pd.DataFrame(
            {"text": texts, "language": "en", "assessed": True, "rules": "drawn"}
        ),
        "telling": pd.DataFrame(tellings, columns=["text", "kind", "why"]),
    }


_MORE = ("question", "appreciation", "motivation")

"""Lets the members of a community talk for eight quarters, as its character says."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from random import Random
from typing import NamedTuple

from data.demo.characters import LAST_DAY, Character, Mix, Quarter
from data.demo.people import Belonging, quarter_begin
from data.demo.wording import Topic, topic, write
from data.records import How, Post, Reaction, Visit

END = datetime.combine(LAST_DAY, time(18))
_LONGEST_WAIT = timedelta(days=20)
_MOST_REPLIES = 9
_LIKED_AS = ("like", "like", "like", "thanks", "clap")
# What somebody says who comes back to an answer they got.
_COMING_BACK: Mix = {"appreciation": 3, "question": 2, "everyday": 1, "failure": 1}


class Told(NamedTuple):
    """A post and the kind of telling that was planted in it."""

    post: Post
    kind: str


class Thread(NamedTuple):
    """A conversation: its posts, the opening first, and who liked or read it."""

    told: list[Told]
    reactions: list[Reaction]
    visits: list[Visit]


class Talk:
    """What is said in one community."""

    def __init__(self, number: int, character: Character, members: list[Belonging]) -> None:
        """Prepare the talk; the community's number begins the ids of its posts."""
        self._character, self._members = character, members
        self._voices = [one for one in members if one.voice]
        self._prefix, self._posts = f"c{number}", 0
        self._chance = Random(f"talk of {character.name}")
        # Of its own, so that a changed sentence does not change who talks with whom.
        self._words = Random(f"words of {character.name}")

    def threads(self) -> Iterator[Thread]:
        """Yield all conversations."""
        for number, quarter in enumerate(self._character.quarters):
            begin, end = quarter_begin(number), min(quarter_begin(number + 1), END)
            new = [one for one in self._members if begin <= one.joined < end]
            yield from self._free_talk(begin, end, quarter)
            if self._character.deadlines:
                yield from self._course(begin, new, quarter)
            else:
                yield from self._introductions(end, new, quarter)

    def _free_talk(self, begin: datetime, end: datetime, quarter: Quarter) -> Iterator[Thread]:
        """Yield the conversations that begin on any working day, whoever feels like it."""
        for _ in range(quarter.openings):
            at = at_work(begin + (end - begin) * self._chance.random())
            opener = self._somebody(at, led=quarter.led_openings)
            if opener and at < end:
                about = self._topic()
                opening = self._told(opener, at, self._one_of(quarter.told), about)
                yield self._noticed(self._answered(opening, opener, about, quarter), quarter)

    def _answered(
        self, opening: Told, opener: Belonging, about: Topic, quarter: Quarter
    ) -> list[Told]:
        """Return an opening with the replies it gets, each answering the one before it."""
        told, spoke_before, spoke, hope = [opening], None, opener, quarter.answered
        while len(told) <= _MOST_REPLIES and self._chance.random() < hope:
            at = self._later(told[-1].post.at, quarter.wait)
            if spoke_before and spoke_before.is_there(at) and self._chance.random() < quarter.back:
                who, kind = spoke_before, self._one_of(_COMING_BACK)
            else:
                who = self._somebody(at, led=quarter.led_replies, besides=spoke)
                kind = self._one_of(quarter.replied)
            if not who or at >= END:
                break
            told.append(self._told(who, at, kind, about, told[-1].post, opening.post))
            spoke_before, spoke, hope = spoke, who, quarter.goes_on
        return told

    def _introductions(
        self, end: datetime, new: list[Belonging], quarter: Quarter
    ) -> Iterator[Thread]:
        """Yield what newcomers say of themselves, and whether anybody welcomes them."""
        for newcomer in new:
            at = at_work(newcomer.joined + timedelta(hours=self._chance.randrange(2, 60)))
            if newcomer.voice and at < end:
                about = self._topic()
                told = [self._told(newcomer, at, "motivation", about)]
                later = self._later(at, quarter.wait)
                host = self._somebody(later, led=0.4, besides=newcomer)
                if host and later < END and self._chance.random() < quarter.welcomed:
                    intro = told[0].post
                    told.append(self._told(host, later, "welcome", about, intro, intro))
                yield self._noticed(told, quarter)

    def _course(
        self, begin: datetime, cohort: list[Belonging], quarter: Quarter
    ) -> Iterator[Thread]:
        """Yield course work: all write shortly before each deadline, each to somebody else.

        Those without a voice write only their first task.
        """
        for turn, week in enumerate(self._character.deadlines, start=1):
            deadline = friday(begin, week)
            writers = [one for one in cohort if one.voice or turn == 1]
            for place, writer in enumerate(writers):
                about = self._topic()
                task = self._told(writer, self._just_before(deadline, 24), "task", about)
                told, reader = [task], writers[place - turn]
                if reader.voice:
                    at = max(task.post.at, self._just_before(deadline, 6)) + timedelta(minutes=9)
                    told.append(self._told(reader, at, "task reply", about, task.post, task.post))
                yield self._noticed(told, quarter)

    def _told(
        self,
        who: Belonging,
        at: datetime,
        kind: str,
        about: Topic,
        answered: Post | None = None,
        opening: Post | None = None,
    ) -> Told:
        """Return a post: an opening, or the answer to another post of a thread."""
        self._posts += 1
        number = f"{self._prefix}-{self._posts}"
        post = Post(
            community=self._character.name,
            id=number,
            thread=opening.id if opening else number,
            reply_to=answered.id if answered else None,
            author=who.who.id,
            at=at,
            how=How.KNOWN,
            text=write(kind, about, self._words),
            mentions=(answered.author,) if answered and kind == "welcome" else (),
        )
        return Told(post, kind)

    def _noticed(self, told: list[Told], quarter: Quarter) -> Thread:
        """Return a conversation with those who like its opening and those who read it."""
        opening = told[0].post
        there = [one for one in self._members if one.is_there(opening.at)]
        readers = self._some([one for one in there if one.reads], quarter.readers)
        seen = [(one, self._later(opening.at, 12.0)) for one in readers]
        return Thread(
            told,
            [
                Reaction(
                    community=opening.community,
                    post=opening.id,
                    person=one.who.id,
                    name=self._chance.choice(_LIKED_AS),
                )
                for one in self._some(there, quarter.likes)
            ],
            [
                Visit(community=opening.community, person=one.who.id, at=at, thread=opening.id)
                for one, at in seen
                if at < END
            ],
        )

    def _somebody(
        self, at: datetime, led: float, besides: Belonging | None = None
    ) -> Belonging | None:
        """Return who writes at that moment: a leader with the chance ``led``, else anybody."""
        there = [one for one in self._voices if one is not besides and one.is_there(at)]
        leaders = [one for one in there if one.role]
        others = [one for one in there if not one.role]
        if leaders and self._chance.random() < led:
            return self._chance.choice(leaders)
        if not others:
            return None
        return self._chance.choices(others, [one.voice for one in others])[0]

    def _some(self, members: list[Belonging], mean: float) -> list[Belonging]:
        """Return some members, as many as the mean or between none and twice as many."""
        count = round(2 * mean * self._chance.random())
        return self._chance.sample(members, min(count, len(members)))

    def _one_of(self, mix: Mix) -> str:
        return self._chance.choices(list(mix), list(mix.values()))[0]

    def _topic(self) -> Topic:
        return topic(self._character.matters, self._words)

    def _later(self, at: datetime, median: float) -> datetime:
        """Return a moment some hours later: half of them within the median, a few much later."""
        drawn = self._chance.random()
        wait = timedelta(hours=median * drawn / (1 - drawn), minutes=2)
        return at_work(at + min(wait, _LONGEST_WAIT))

    def _just_before(self, deadline: datetime, hours: int) -> datetime:
        """Return a moment in the last hours before a deadline, the later the likelier."""
        return deadline - timedelta(seconds=int(3600 * hours * self._chance.random() ** 2) + 600)


def at_work(moment: datetime) -> datetime:
    """Return the moment, or the next morning of a working day if nobody is at work then."""
    if moment.hour >= 19:
        moment = (moment + timedelta(days=1)).replace(hour=7 + moment.hour % 3)
    elif moment.hour < 7:
        moment = moment.replace(hour=7 + moment.hour % 3)
    if moment.weekday() >= 5:
        moment = (moment + timedelta(days=7 - moment.weekday())).replace(hour=7 + moment.hour % 3)
    return moment.replace(microsecond=0)


def friday(begin: datetime, week: int) -> datetime:
    """Return Friday, five o'clock, of a week after that day; the first is week 1."""
    first = begin + timedelta(days=(4 - begin.weekday()) % 7, hours=17)
    return first + timedelta(weeks=week - 1)

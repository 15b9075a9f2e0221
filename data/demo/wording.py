"""The words of the example organisation: sentence patterns for each kind of telling.

A pattern has places for ``{thing}`` (a matter of work), ``{do}`` (something one does about it),
``{whom}`` (the people concerned) and ``{when}``. Each community fills them with its own matters, so
that a few hundred patterns make thousands of different posts.
"""

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True)
class Matters:
    """What a community talks about: ``things``, what one can ``do``, and the people ``whom``."""

    things: tuple[str, ...]
    do: tuple[str, ...]
    whom: tuple[str, ...]


@dataclass(frozen=True)
class Topic:
    """What one conversation is about."""

    thing: str
    do: str
    whom: str


WHEN = (
    "last week",
    "on Monday",
    "on Tuesday",
    "on Thursday",
    "yesterday",
    "this morning",
    "this month",
    "last month",
    "after the summer",
    "in the second week",
    "before the holidays",
    "at the end of the quarter",
)

# A few are worded so that rules do not see what they are, as some always are in real posts.
PATTERNS: dict[str, tuple[str, ...]] = {
    "best": (
        "What works best for {thing}: {do} before anything else.",
        "My tip for {thing}: make sure to {do}.",
        "Three years of {thing} taught us one thing: {do}.",
        "I'd strongly recommend to {do}. It made {thing} twice as quick.",
        "Since we {do}, {thing} works very well. I can recommend it to everybody.",
        "Success story: we decided to {do} {when}, and {thing} has never gone better.",
        "The best way to improve {thing} is to {do}.",
        "Make sure to {do}. With {whom} it worked great {when}.",
        "A best practice from us: {do}, and tell {whom} about it the same day.",
        "It worked really well to {do} {when}; {whom} were delighted.",
        "I recommend to {do}. {Thing} got so much better that {whom} thanked us.",
    ),
    "everyday": (
        "In our team we {do}. It takes half an hour.",
        "{When} our team went through {thing} with {whom}.",
        "We usually {do} first, and then go on with {thing}.",
        "In our office we {do}, mostly with {whom}.",
        "A normal day in our department: {thing}, a round with {whom}, then the paperwork.",
        "Our team looks at {thing} every Friday. {Whom} take turns.",
        "First {thing}, then a round with {whom}, then the paperwork: a normal {day}.",
        "In my team two people {do}, the others look after {whom}.",
        "We meet every second week for {thing}. {When} there were nine of us.",
        "I work with {whom}. Most of our mornings go to {thing}.",
        "In our department we {do}, and {whom} keep a list.",
    ),
    "unfinished": (
        "Here is a rough draft of a guide to {thing}. It still lacks the part about {whom}.",
        "This is only a first attempt, not finished: we want to try to {do}.",
        "Work in progress: a one-page guide to {thing}. Half of it is still empty.",
        "This is what we have so far on {thing}. The rest has to wait for {whom}.",
        "I put a first version of the page on {thing} in the folder; comments are very welcome.",
        "We want to {do} next month. The plan is not finished yet.",
        "We are piloting this with {whom}: {do}, and write down what happens.",
        "Half-finished idea: {do} before we talk about {thing}. Please pick holes in it.",
        "The outline of a leaflet on {thing} still needs some work, but it is a start.",
        "A rough sketch on {thing}, unfinished. Feedback from {whom} is welcome.",
    ),
    "failure": (
        "We tried to {do} {when} and it did not work.",
        "I made a mistake with {thing} {when}: I did not ask {whom}.",
        "Our plan for {thing} fell apart {when}. We forgot to tell {whom}.",
        "In hindsight we should have talked to {whom} before we touched {thing}.",
        "So much for {thing} {when}: three hours, and {whom} went home without a result.",
        "We tried to {do} and failed. {Whom} had no time for it.",
        "I tried to {do}, but nobody joined in. Back to the start with {thing}.",
        "We underestimated {thing}. It fell apart as soon as {whom} were away.",
        "Lesson learned {when}: we wanted to {do}, and lost two days over it.",
        "It was my mistake that {thing} stood still {when}. I did not check with {whom}.",
        "We gave up after three weeks. {Thing} was too much for {whom}.",
    ),
    "question": (
        "How do you {do} when {whom} are short of time?",
        "Has anybody found a simple way to {do}?",
        "Who has experience with {thing}? We begin {when_next}.",
        "What do you do about {thing} when {whom} are away?",
        "Does anyone know whom to ask about {thing}?",
        "I'd love to hear how others deal with {thing}.",
        "How often do you {do}, and who decides it?",
        "What would you try first to {do} with {whom}?",
        "Where can I find the latest on {thing}? {Whom} asked for it {when}.",
        "Could somebody show me how to {do}? I have a turn {when_next}.",
        "Which part of {thing} do you leave to {whom}?",
    ),
    "doubt": (
        "I am not sure {thing} helps {whom} at all.",
        "I still don't know whether it is wise to {do}.",
        "Should we really {do}? I am not certain it does any good.",
        "I have my doubts about {thing}. {Whom} never mention it.",
        "I feel a bit lost with {thing}, to be honest.",
        "I wonder whether {thing} is worth the hours we put in.",
        "No idea whether {whom} gain anything from it.",
        "I can't tell whether {thing} got better or only quieter {when}.",
        "I am not sure that we are the right people to {do}.",
        "I doubt myself: is {thing} worth the hours? I am really not sure.",
        "We are a bit confused about {thing}: two rules, and they do not agree.",
    ),
    "challenge": (
        "I see this differently: {thing} is not where the time goes.",
        "I don't think that {whom} gain anything if we {do}.",
        "I disagree. If we only {do}, {whom} carry the cost.",
        "That is not how {whom} see {thing}.",
        "The trouble with this is that {whom} are left out.",
        "But who pays for it when {whom} have to {do}?",
        "Yes, but {thing} looks quite different at our site.",
        "I am not convinced. {Thing} was no better {when}, whatever we did.",
        "However, that would leave {thing} to {whom} alone.",
        "Isn't that just another form to fill in? {Thing} needs people, not paper.",
    ),
    "appreciation": (
        "Thank you, that helps with {thing}.",
        "Great idea! I will pass it on to {whom}.",
        "Thanks, I had not thought of {whom}.",
        "I really like how you put that about {thing}.",
        "Well done, and thanks for sharing.",
        "Good point about {whom}. I agree.",
        "This is super helpful, thank you!",
        "Thanks for taking the time. It solved {thing} for us.",
        "I agree with you about {thing}.",
        "Impressive! Congratulations to {whom}.",
        "Great work on {thing}!",
        "Thanks all, this made my day.",
    ),
    "motivation": (
        "Hello all, I joined because I want to learn how others handle {thing}.",
        "I am new here. I hope to learn from people who know {thing}.",
        "Good morning, I joined {when} to learn more about {thing}.",
        "New in this group. My hope in joining is to {do} with more confidence.",
        "Hello, I am here to exchange ideas about {thing}. {Whom} sent me.",
        "I joined to meet people who also look after {whom}.",
    ),
    "welcome": (
        "Welcome, good to have you here!",
        "Welcome to the group! Ask about {thing} whenever you like.",
        "A warm welcome! {Whom} will be glad to meet you.",
        "Welcome on board. Drop in at the Thursday round, we talk about {thing}.",
        "Welcome! You may want to talk to our people on {thing}.",
        "Welcome to all of you who work with {whom}.",
    ),
    "answer": (
        "The form for {thing} is in the shared folder, second page.",
        "That is done by {whom}; the list hangs beside the door.",
        "The page on {thing} has it, second line from the top.",
        "There is a list of {whom} in the handbook.",
        "It takes two steps: tell {whom}, then {do}.",
        "Yes. {Whom} have had it since {when_past}.",
        "The rule changed {when}. For {thing} the old one still holds.",
        "Both. First {do}, the rest follows from that.",
        "From Thursday, {whom} are on the road until then.",
        "For {thing} it is the blue folder, for all else the green one.",
        "On the third page, under {thing}.",
        "Since {when_past} that is up to {whom}.",
    ),
    "news": (
        "The dates for {thing} are on the front page.",
        "Photos of {thing} are in the gallery since {when_past}.",
        "The figures on {thing} for last quarter are on the front page.",
        "Reminder: the form about {thing} is due on the 15th.",
        "{Whom} celebrate ten years with us {when_next}.",
        "The page on {thing} changed {when}.",
        "The canteen hosts {whom} on Wednesday.",
        "The yearly report has a page on {thing}.",
        "The board spoke with {whom} about {thing} {when}.",
    ),
    # Course work, written to a form: everybody says the same in nearly the same words.
    "task": (
        "Here is this week's task about {thing}: the best way is to {do}. "
        "I will apply this with {whom}.",
        "Here is this week's task about {thing}: I recommend to {do}. "
        "I will apply this with {whom} soon.",
    ),
    "task reply": (
        "Nice work! I agree that it pays to {do}.",
        "Great post! I agree with you about {thing}.",
        "Good point about {thing}. I agree.",
    ),
}

# Said after the first sentence now and then; of no kind.
TAILS = (
    "It came up {earlier}.",
    "Somebody brought it up {earlier}.",
    "The notes are in the shared folder.",
    "There were {number} of us.",
    "About {number} people are concerned.",
    "It took {number} hours.",
    "It was a long day.",
    "It has been so all year.",
    "More on that {when_next}.",
    "There is a round on it {when_next}.",
)
_WITH_TAIL = 0.4
_WITHOUT_TAIL = {"welcome", "task", "task reply"}
_NEXT = ("next week", "next month", "on Monday", "in March", "in two weeks", "after the holidays")
_NUMBERS = ("three", "four", "five", "six", "seven", "nine", "twelve")
_PAST = ("Monday", "last week", "the spring", "January", "the summer", "last year")


def topic(matters: Matters, chance: Random) -> Topic:
    """Return what a new conversation is about."""
    return Topic(
        chance.choice(matters.things), chance.choice(matters.do), chance.choice(matters.whom)
    )


def write(kind: str, about: Topic, chance: Random) -> str:
    """Return a post of a kind, about a topic."""
    sentences = [chance.choice(PATTERNS[kind])]
    if kind not in _WITHOUT_TAIL and chance.random() < _WITH_TAIL:
        sentences.append(chance.choice(TAILS))
    when = chance.choice(WHEN)
    return " ".join(sentences).format(
        thing=about.thing,
        Thing=_capital(about.thing),
        do=about.do,
        whom=about.whom,
        Whom=_capital(about.whom),
        when=when,
        When=_capital(when),
        earlier=chance.choice(WHEN),
        number=chance.choice(_NUMBERS),
        day=chance.choice(("Monday", "Tuesday", "Wednesday", "Thursday")),
        when_next=chance.choice(_NEXT),
        when_past=chance.choice(_PAST),
    )


def _capital(words: str) -> str:
    return words[0].upper() + words[1:]

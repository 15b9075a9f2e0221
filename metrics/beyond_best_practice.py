"""Beyond best practice: how much of what people tell is not a success or a recommendation."""

from metrics.kinds import MIX, Kind
from metrics.kinds.mixed import TELLINGS, of_kinds
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

METRIC = Metric(
    name="beyond_best_practice",
    title="Beyond best practices",
    question="Do people bring failures, doubts and half-finished work, or only best practices?",
    finding="{} posts that tell of work go beyond best practices",
    formula="Each post that tells of work counts once, shared among the kinds found in it. The "
    "figure is the share of all that is not best practice: everyday work, unfinished work, "
    "failure, question, doubt and challenge.",
    dimension=Dimension.PRACTICE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.3,
    minimum=50,
    minimum_of="posts of a known kind",
    minimum_units=10,
    adds_up=False,
    needs=(Need.TEXT,),
    source="Share of a class seen by something that errs: Rogan & Gladen 1978 (American "
    "Journal of Epidemiology 107:71)",
    blind_spot="A question is not yet candour. The kinds are read by rules, which err and never "
    "see irony; posts in languages without rules are left out.",
    advice=(
        "Ask for one half-finished or failed case a month, and let the host bring the first.",
        "If nobody tells what works any more, invite one success a month.",
    ),
    signs=(
        "little but best practices is told",
        "hardly a best practice is told",
    ),
    sign_of_none="nothing but best practices is told",
    trials=(
        Trial(
            source="Edmondson 1999 (Administrative Science Quarterly 44:350): who leads and errs "
            "aloud makes it safe",
            moves="beyond_best_practice.failure",
        ),
        None,
    ),
    silence="no post of a known kind was found",
    estimate=of_kinds(*MIX[1:]),
    of_threads=True,
    evidence="from mix($grain)",
    behind=TELLINGS.format(counted="1 - none - best"),
)

# What one kind makes up of the mix: title, question, finding.
_EACH = {
    Kind.BEST: (
        "Best practices",
        "How much of what people tell is a success or a recommendation?",
        "{} posts that tell of work are best practices",
    ),
    Kind.EVERYDAY: (
        "Everyday work",
        "How much of what people tell is how they actually work?",
        "{} posts that tell of work are about everyday work",
    ),
    Kind.UNFINISHED: (
        "Unfinished work",
        "How much of what people tell is a draft, a pilot or an experiment?",
        "{} posts that tell of work show something unfinished",
    ),
    Kind.FAILURE: (
        "Failures",
        "How much of what people tell went wrong?",
        "{} posts that tell of work are about something that went wrong",
    ),
    Kind.QUESTION: (
        "Questions",
        "How much of what people write is a question?",
        "{} posts that tell of work are questions",
    ),
    Kind.DOUBT: (
        "Doubts",
        "How much of what people write is a doubt of their own?",
        "{} posts that tell of work are doubts",
    ),
    Kind.CHALLENGE: (
        "Challenges",
        "How much of what people write questions what somebody else said?",
        "{} posts that tell of work question what somebody said",
    ),
}

FURTHER = tuple(
    METRIC.further(
        str(kind),
        title=title,
        question=question,
        finding=finding,
        formula="Each post that tells of work counts once, shared among the kinds found in it. The "
        "figure is the share of this kind.",
        direction=Direction.BAND,
        estimate=of_kinds(kind),
        behind=TELLINGS.format(counted=kind),
    )
    for kind, (title, question, finding) in _EACH.items()
)

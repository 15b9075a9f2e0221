"""Candour: how much of what people tell is a failure, a doubt or half-finished work."""

from metrics.kinds import Kind
from metrics.kinds.mixed import TELLINGS, of_kinds
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

METRIC = Metric(
    name="candour",
    title="Failures, doubts and unfinished work",
    question="How much of what people tell is a failure, a doubt or half-finished work?",
    finding="{} posts that tell of work are failures, doubts or half-finished work",
    formula="Each post that tells of work counts once, shared among the kinds found in it. The "
    "figure is the share of failure, doubt and unfinished work together.",
    dimension=Dimension.PRACTICE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.3,
    minimum=50,
    minimum_of="posts of a known kind",
    minimum_units=10,
    adds_up=False,
    needs=(Need.TEXT,),
    source="What is told only where it is safe to: Edmondson 1999 (Administrative Science "
    "Quarterly 44:350); share of a class seen by something that errs: Rogan & Gladen 1978 "
    "(American Journal of Epidemiology 107:71)",
    blind_spot="Nobody knows how much went wrong and was not told. The kinds are read by rules, "
    "which err and never see irony; posts in languages without rules are left out.",
    advice=(
        "Ask for one half-finished or failed case a month, and let the host bring the first.",
        "If little but trouble is told, invite one success a month.",
    ),
    signs=(
        "hardly a failure, a doubt or half-finished work is told",
        "little but failures, doubts and half-finished work is told",
    ),
    trials=(
        Trial(
            source="Edmondson 1999 (Administrative Science Quarterly 44:350): who leads and errs "
            "aloud makes it safe",
        ),
        None,
    ),
    silence="no post of a known kind was found",
    estimate=of_kinds(Kind.FAILURE, Kind.DOUBT, Kind.UNFINISHED),
    of_threads=True,
    evidence="from mix($grain)",
    behind=TELLINGS.format(counted="failure + doubt + unfinished"),
)

"""Forced participation: how many signs are there of people who write because they must?"""

from metrics.estimates.ratio import ratio
from metrics.estimates.signs import counted
from metrics.metric import Direction, Metric, Need, Trial, Unit

_EVERY = "select community, period, sign, person, holds from signs($grain)"
_AS_SHARE = """
    select
        community,
        period,
        person           as one,
        null::integer    as other,
        holds            as amount,
        1                as out_of,
        [person]         as people
    from signs($grain)
    where sign = '{sign}'
"""

# What each is: title, question, finding, formula, needs.
_SAID = {
    "at_once": (
        "Writing on the same days",
        "Do people write when it suits them, or all on the same few days?",
        "{} people wrote mostly on days when everybody did",
        "People of whose posts at least half fall on crowded days, as a share of all who wrote. A "
        "day is crowded when five or more wrote, a quarter of all who wrote in those three months, "
        "and twice as many as on the middle day of that quarter.",
        (Need.POSTS,),
    ),
    "once": (
        "One post and gone",
        "Do people write once and never again?",
        "{} people wrote once and not again within 28 days",
        "People whose first post is at least 28 days old and who wrote nothing in the 28 days "
        "after it, as a share of all people whose first post is that old.",
        (Need.POSTS,),
    ),
    "no_reply": (
        "Writing past each other",
        "Do people answer anybody at all?",
        "{} people who wrote answered nobody",
        "People who wrote but answered nobody in the period, as a share of all who wrote.",
        (Need.REPLIES,),
    ),
    "same_number": (
        "Writing the same number of posts",
        "Does everybody write about as much, as if it were required?",
        "{} people wrote about as much as the one in the middle",
        "People who wrote between half and twice as many posts as the middle one, as a share of "
        "all who wrote; where the middle is below four posts, exactly that number, two or more.",
        (Need.POSTS,),
    ),
    "alike": (
        "Posts that look alike",
        "Are first posts written to a form?",
        "The first posts of {} people say what others' first posts say",
        "People in whose first post of the period at least half of all runs of three words also "
        "stand in the first posts of a quarter of the others, as a share of all whose first post "
        "has eight words or more.",
        (Need.TEXT,),
    ),
}
_INNOCENT = (
    "a weekly meeting, a round in which all introduce themselves, a form to fill in, or a small "
    "circle in which all take part look the same"
)

METRIC = Metric(
    name="forced_participation",
    title="Signs of forced participation",
    question="Does the activity look chosen, or as if people had to?",
    finding="{} consistent with forced participation",
    formula="Of five signs, those that lie beyond their bound: most people write on the same few "
    "days; write once and are gone; answer nobody; write about the same number of posts; write "
    "first posts that look alike. A sign is certain where its whole 99 % interval lies beyond the "
    "bound; two certain signs make the warning. Hosts are left out.",
    dimension=None,
    direction=Direction.LOWER,
    unit=Unit.SIGNS,
    minimum=30,
    minimum_of="people who wrote",
    minimum_people=30,
    adds_up=False,
    needs=(Need.POSTS,),
    source="Posts that gather before deadlines and are gone after them: MOOC activity in "
    "infoscience.epfl.ch/record/223718. No validated measure of all signs together exists",
    blind_spot="It cannot know why people write. A weekly meeting, a round in which all introduce "
    "themselves, a form to fill in, or a small circle in which all take part look the same. Who "
    "is forced but writes when and what they like is not seen.",
    advice=(
        "Nothing to mend.",
        "Ask whether a rule makes people post. If so, drop the count and the day, and ask for one "
        "question each instead.",
    ),
    signs=("the activity looks chosen", "the activity is consistent with forced participation"),
    trials=(
        None,
        Trial(
            source="Ryan & Deci 2000 (American Psychologist 55:68): what is controlled from "
            "outside crowds out interest",
            moves="forced_participation.at_once",
        ),
    ),
    silence="nobody wrote anything",
    estimate=counted(
        "forced_participation", {sign: said[0] for sign, said in _SAID.items()}, _INNOCENT
    ),
    evidence=_EVERY,
)

FURTHER = tuple(
    METRIC.further(
        sign,
        title=title,
        question=question,
        finding=finding,
        formula=formula,
        unit=Unit.SHARE,
        minimum_of="people who wrote and of whom it can be told",
        guards_parts=True,
        is_counted=True,
        needs=needs,
        silence="nobody wrote, or too recently to judge",
        estimate=ratio,
        evidence=_AS_SHARE.format(sign=sign),
    )
    for sign, (title, question, finding, formula, needs) in _SAID.items()
)

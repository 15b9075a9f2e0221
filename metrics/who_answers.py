"""Who answers: do answers come from other departments, and from how many?"""

from metrics.estimates.variety import variety
from metrics.metric import Dimension, Direction, Metric, Need, Unit

_ANSWERS = """
    with answers as (
        select
            replies.community,
            replies.period,
            replies.thread,
            replies.post,
            replies.author,
            replies.answered,
            giver.department   as from_department,
            taker.department   as to_department
        from replies($grain) as replies
        left join roster as giver
          on giver.community = replies.community and giver.person = replies.author
        left join roster as taker
          on taker.community = replies.community and taker.person = replies.answered
    )
"""

METRIC = Metric(
    name="who_answers",
    title="Answers from other departments",
    question="Do answers come from other departments than the asker’s own?",
    finding="{} answers come from another department",
    formula="Replies by somebody of another department than the person answered, as a share of "
    "all replies between people whose departments are known.",
    dimension=Dimension.REACH,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    worth_acting_on=0.3,
    minimum=30,
    minimum_of="pairs of people whose departments are known",
    minimum_units=15,
    minimum_people=15,
    guards_parts=True,
    needs=(Need.REPLIES, Need.ATTRIBUTES),
    source="External share as in the E-I index, Krackhardt & Stern 1988, over replies; dyadic "
    "interval (Aronow, Samii & Assenova 2015)",
    blind_spot="Depends on how large departments are: in many small ones nearly every answer comes "
    "from another. Read it beside the figure that is held against chance.",
    advice=(
        "Ask by name somebody of another department who has met the same matter.",
        "If nearly no answer comes from the own department, ask what keeps close colleagues away.",
    ),
    silence="nobody whose department is known answered anybody whose department is known",
    evidence=_ANSWERS
    + """
        select
            community,
            period,
            least(author, answered)                         as one,
            greatest(author, answered)                      as other,
            sum((from_department <> to_department)::integer) as amount,
            count(*)                                        as out_of,
            [one, other]                                    as people
        from answers
        where from_department is not null and to_department is not null
        group by all
    """,
)

FURTHER = (
    METRIC.further(
        "departments",
        title="Departments that answer",
        question="From how many departments do answers come?",
        finding="Answers come from as many as {} of equal weight",
        formula="The number of departments that would be as varied as those the replies come from, "
        "if all gave equally many (inverse Simpson index). 1: all come from one department.",
        unit=Unit.DEPARTMENTS,
        worth_acting_on=2.5,
        minimum=50,
        minimum_of="replies by people whose department is known",
        minimum_units=10,
        guards_parts=False,
        adds_up=False,
        source="Hill 1973 (Ecology 54:427), q = 2; interval over threads",
        blind_spot="A community of one department can only be answered by that one.",
        advice=(
            "Invite a second department to look at open questions once a week.",
            "Nothing to mend.",
        ),
        silence="nobody whose department is known answered anybody",
        estimate=variety,
        of_threads=True,
        in_one_month=True,
        evidence=_ANSWERS
        + """
            select
                community,
                period,
                thread           as one,
                author           as person,
                post,
                from_department  as kind,
                1                as weight
            from answers
            where from_department is not null
        """,
    ),
)

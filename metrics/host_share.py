"""Host share: how many of the replies come from the hosts, and whether they step back."""

from metrics.estimates.trend import odds_per_quarter
from metrics.estimates.uneven import uneven_ratio
from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

_REPLIES = """
    with told as (
        select
            replies.*,
            giver.person is not null  as from_host,
            taker.person is not null  as to_host
        from replies($grain) as replies
        left join hosts as giver
          on giver.community = replies.community and giver.person = replies.author
        left join hosts as taker
          on taker.community = replies.community and taker.person = replies.answered
    )

    select
        community,
        period,
        thread                                         as one,
        null::integer                                  as other,
        {week}
        sum({counted}::integer)                        as amount,
        count(*)                                       as out_of,
        -- Who hosts is public: five counts the people around them.
        list_distinct(
            coalesce(list(author) filter (where not from_host), [])
            || coalesce(list(answered) filter (where not to_host), [])
        )                                              as people
    from told
    group by all
"""

METRIC = Metric(
    name="host_share",
    title="Share of the host",
    question="How much of the answering is left to the host?",
    finding="{} replies come from the host",
    formula="Replies written by hosts, as a share of all replies from one person to another.",
    dimension=Dimension.HOSTING,
    direction=Direction.BAND,
    unit=Unit.SHARE,
    worth_acting_on=0.2,
    minimum=10,
    minimum_of="threads with a reply",
    minimum_units=10,
    needs=(Need.REPLIES, Need.HOSTS),
    source="Facilitators’ share of messages as in Kellogg, Booth & Oliver 2014 (IRRODL 15(5)); "
    "interval over threads",
    blind_spot="A falling share is good only while answers keep coming: read it beside the share "
    "that is answered. Who hosts is what was declared, also before they began and after they left.",
    advice=(
        "If answers get fewer as well, the space has lost its host: agree who holds it now.",
        "Let the host wait a day before answering, and ask a member by name to go first.",
    ),
    signs=(
        "the hosts hardly answer",
        "most of the answering is left to the host",
    ),
    sign_of_none="no host answers",
    trials=(
        Trial(
            source="Wenger, McDermott & Snyder 2002, Cultivating Communities of Practice: somebody"
            " has to hold the space",
            moves="answered",
            weeks=8,
        ),
        Trial(
            source="Wenger, McDermott & Snyder 2002, Cultivating Communities of Practice: the host"
            " leads in order to step back",
            moves="host_share.slope",
        ),
    ),
    silence="nobody answered anybody",
    of_threads=True,
    estimate=uneven_ratio,
    evidence=_REPLIES.format(week="", counted="from_host"),
)

FURTHER = (
    METRIC.further(
        "slope",
        title="Host stepping back",
        question="Does the host step back over time?",
        finding="Each quarter the odds that a reply comes from the host become {} what they were",
        formula="Logistic regression of “this reply comes from a host” on the week; the change of "
        "the logit in 13 weeks, told as the factor by which the odds change. 1: no change; 0.5: "
        "the odds halve each quarter.",
        unit=Unit.TIMES,
        worth_acting_on=1.0,
        minimum=8,
        minimum_of="weeks with replies",
        source="Logistic regression with a sandwich over threads or weeks (Liang & Zeger 1986)",
        blind_spot="A straight line through what may be a sudden change: a host who leaves looks "
        "like one who steps back.",
        adds_up=False,
        estimate=odds_per_quarter,
        evidence=_REPLIES.format(
            week="date_diff('week', date '1970-01-05', posted_at) as week,",
            counted="from_host",
        ),
    ),
    METRIC.further(
        "received",
        title="Replies to the host",
        question="How much of the answering is addressed to the host?",
        finding="{} replies go to the host",
        formula="Replies that answer a host, as a share of all replies from one person to another.",
        blind_spot="Answering the host’s own questions is what a good opening asks for.",
        advice=(
            "Nothing to mend.",
            "Ask members to open the conversations: they will be answered instead of the host.",
        ),
        evidence=_REPLIES.format(week="", counted="to_host"),
    ),
)

"""Loop closed: of all openings that were answered, to how many the asker came back."""

from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

_OPENINGS = """
    with answered as (
        select
            threads.community,
            threads.period,
            threads.thread,
            threads.opener,
            threads.first_reply,
            threads.people
        from threads($grain) as threads
        join observed using (community)
        where threads.first_reply <= threads.opened + interval 14 day
          and threads.opened <= observed.last - interval 28 day
          and {which}
    ),

    returned as (
        select distinct answered.thread
        from answered
        join place
          on  place.thread = answered.thread
          and place.author = answered.opener
          and place.posted_at > answered.first_reply
          and place.posted_at <= answered.first_reply + interval 14 day
    )

    select
        answered.community,
        answered.period,
        answered.thread                         as one,
        null::integer                           as other,
        (returned.thread is not null)::integer  as amount,
        1                                       as out_of,
        answered.people
    from answered
    left join returned using (thread)
"""

_ASKS = """
    threads.thread in (
        select place.post
        from place
        join telling on telling.text = place.text and telling.kind = 'question'
    )
"""

METRIC = Metric(
    name="loop_closed",
    title="The asker comes back",
    question="Once there is an answer, does the person who asked come back?",
    finding="The asker comes back to {} answered opening posts",
    formula="Opening posts that somebody else answered within 14 days, and to which the opener "
    "wrote again within 14 days of that answer, as a share of all opening posts so answered that "
    "are at least 28 days old. Read from who wrote when, so that threads count alike whether or "
    "not the export names the answered post.",
    dimension=Dimension.DIALOGUE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.25,
    minimum=20,
    minimum_of="answered opening posts that are 28 days old",
    needs=(Need.THREADS,),
    source="Initiator's reply: Chua, Tagg, Sharples & Rienties 2017 (LAK ’17); question, answer "
    "and elaboration: Zhang, Culbertson & Paritosh 2017 (ICWSM, Coarse Discourse)",
    blind_spot="A short thank-you closes the loop as well as an account of what was tried, and a "
    "first answer may be so good that nothing is left to say.",
    advice=(
        "Ask askers, a week after the answer, to tell in the thread what they tried.",
        "Nothing to mend.",
    ),
    signs=(
        "askers seldom come back to their answers",
        "askers come back",
    ),
    sign_of_none="no asker comes back to the answers",
    trials=(
        Trial(
            source="Zhang, Culbertson & Paritosh 2017 (ICWSM, Coarse Discourse): answers that are "
            "elaborated on",
            weeks=10,
        ),
        None,
    ),
    in_one_month=True,
    of_threads=True,
    evidence=_OPENINGS.format(which="true"),
)

FURTHER = (
    METRIC.further(
        "questions",
        title="Questions that come full circle",
        question="When a question is answered, does the asker say how it went?",
        finding="The asker comes back to {} answered questions",
        formula="As for all opening posts, over those that the rules read as a question.",
        minimum_of="answered questions that are 28 days old",
        needs=(Need.THREADS, Need.TEXT),
        evidence=_OPENINGS.format(which=_ASKS),
    ),
)

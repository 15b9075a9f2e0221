"""Back and forth: of all threads with a reply, in how many somebody answers back."""

from metrics.metric import Dimension, Direction, Metric, Need, Trial, Unit

METRIC = Metric(
    name="back_and_forth",
    title="Back and forth",
    question="When somebody replies, does the other answer back?",
    finding="In {} answered threads, people go back and forth",
    formula="Threads in which a person is answered by another and answers back (A, B, A), as a "
    "share of threads with at least one reply. Where only the first post of a thread is named, a "
    "reply is taken to answer whoever else spoke last; where only two people are named, both wrote "
    "to each other in the thread. First 14 days, threads at least 14 days old.",
    dimension=Dimension.DIALOGUE,
    direction=Direction.HIGHER,
    unit=Unit.SHARE,
    worth_acting_on=0.25,
    minimum=20,
    minimum_of="threads with a reply",
    needs=(Need.REPLIES,),
    source="Initiator's reply: Chua, Tagg, Sharples & Rienties 2017 (LAK ’17)",
    blind_spot="A short thank-you counts as answering back. Not comparable between exports that "
    "name the answered post and exports that name only the thread.",
    advice=(
        "Ask askers to come back and say what they tried.",
        "Nothing to mend.",
    ),
    signs=(
        "few answer back",
        "people go back and forth",
    ),
    sign_of_none="nobody answers back",
    trials=(
        Trial(
            source="Chua, Tagg, Sharples & Rienties 2017 (LAK ’17): the initiator who replies "
            "again",
            moves="loop_closed",
            weeks=8,
        ),
        None,
    ),
    in_one_month=True,
    of_threads=True,
    evidence="""
        with meeting as (
            select
                edge.community,
                edge.thread,
                least(edge.author, edge.answered)    as one,
                greatest(edge.author, edge.answered) as other,
                case
                    when any_value(edge.how) = 'arc only' then count(distinct edge.author) = 2
                    else coalesce(bool_or(edge.before = edge.author), false)
                end                                  as back
            from edge
            join place as opening on opening.post = edge.thread
            where edge.posted_at <= opening.posted_at + interval 14 day
            group by all
        )

        select
            opening.community,
            period_of(opening.posted_at, $grain)                          as period,
            meeting.thread                                         as one,
            null::integer                                          as other,
            max(back::integer)                                     as amount,
            1                                                      as out_of,
            list_distinct(flatten(list([meeting.one, meeting.other]))) as people
        from meeting
        join place as opening on opening.post = meeting.thread
        join observed on observed.community = opening.community
        where opening.how <> 'orphan'
          and opening.posted_at <= observed.last - interval 14 day
        group by all
    """,
)

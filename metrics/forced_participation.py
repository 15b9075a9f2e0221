"""Forced participation: how many signs are there of people who write because they must?"""

from metrics.estimates.ratio import ratio
from metrics.estimates.signs import counted
from metrics.metric import Direction, Metric, Need, Trial, Unit

# Who hosts or teaches is not the one who would be forced.
_WROTE = """
    with wrote as (
        select
            place.community,
            place.author as person,
            place.posted_at,
            place.post,
            place.text
        from place
        where (place.community, place.author) not in (select (community, person) from hosts)
    )
"""

# A day is looked at from midnight and from noon, so that one evening is not cut in two.
_AT_ONCE = """
    , daily as (
        select
            community,
            shift,
            date_trunc('day', posted_at + to_hours(shift)) as day,
            count(distinct person)                         as people
        from wrote
        cross join (values (0), (12)) as shifts(shift)
        group by all
    ),

    around as (
        select
            community,
            month + to_months(step)  as month,
            count(distinct person)   as people
        from (
            select distinct community, person, date_trunc('month', posted_at) as month
            from wrote
        )
        cross join (values (-1), (0), (1)) as steps(step)
        group by all
    ),

    calendar as (
        select
            community,
            unnest(generate_series(date_trunc('day', first), last, interval 1 day)) as day
        from observed
    ),

    usual as (
        select
            calendar.community,
            date_trunc('quarter', calendar.day)   as quarter,
            median(coalesce(daily.people, 0))     as people
        from calendar
        left join daily
          on  daily.community = calendar.community
          and daily.day = calendar.day
          and daily.shift = 0
        group by all
    ),

    crowded as (
        select daily.community, daily.shift, daily.day
        from daily
        join around
          on  around.community = daily.community
          and around.month = date_trunc('month', daily.day)
        join usual
          on  usual.community = daily.community
          and usual.quarter = date_trunc('quarter', daily.day)
        where daily.people >= 5
          and daily.people >= around.people / 4
          and daily.people >= 2 * usual.people
    )

    select
        wrote.community,
        period_of(wrote.posted_at, $grain)                                  as period,
        'at_once'                                                           as sign,
        wrote.person,
        (avg((midnight.day is not null or noon.day is not null)::integer) >= 0.5)::integer as holds
    from wrote
    left join crowded as midnight
      on  midnight.community = wrote.community
      and midnight.shift = 0
      and midnight.day = date_trunc('day', wrote.posted_at)
    left join crowded as noon
      on  noon.community = wrote.community
      and noon.shift = 12
      and noon.day = date_trunc('day', wrote.posted_at + interval 12 hour)
    group by all
"""

_ONCE = """
    , numbered as (
        select
            community,
            person,
            posted_at,
            lead(posted_at) over by_person         as next,
            row_number() over by_person            as turn
        from wrote
        window by_person as (partition by community, person order by posted_at, post)
    )

    select
        numbered.community,
        period_of(numbered.posted_at, $grain)                              as period,
        'once'                                                             as sign,
        numbered.person,
        coalesce(next > posted_at + interval 28 day, true)::integer        as holds
    from numbered
    join observed using (community)
    where turn = 1
      and posted_at <= observed.last - interval 28 day
"""

_NO_REPLY = """
    , gave as (
        select distinct community, period_of(posted_at, $grain) as period, author as person
        from edge
    )

    select
        wrote.community,
        period_of(wrote.posted_at, $grain)             as period,
        'no_reply'                                     as sign,
        wrote.person,
        (any_value(gave.person) is null)::integer      as holds
    from wrote
    left join gave
      on  gave.community = wrote.community
      and gave.period = period_of(wrote.posted_at, $grain)
      and gave.person = wrote.person
    where wrote.community in (select community from edge)
    group by all
"""

_SAME_NUMBER = """
    , counted as (
        select community, period_of(posted_at, $grain) as period, person, count(*) as posts
        from wrote
        group by all
    ),

    beside as (
        select *, median(posts) over (partition by community, period) as middle
        from counted
    )

    select
        community,
        period,
        'same_number' as sign,
        person,
        case
            when middle >= 4 then posts between middle / 2 and middle * 2
            else middle >= 2 and posts = middle
        end::integer as holds
    from beside
"""

_ALIKE = r"""
    , opened as (
        select
            community,
            period_of(posted_at, $grain)        as period,
            person,
            arg_min(text, (posted_at, post))    as text
        from wrote
        where text is not null
        group by all
    ),

    -- Who opens a longer period opens a month, too: what they say is taken apart once.
    worded as (
        select
            text,
            list_filter(
                string_split_regex(lower(body[:600]), '[^\p{L}\p{N}]+'),
                lambda word : word <> ''
            )[1:40] as words
        from text
        where text in (
            select arg_min(text, (posted_at, post))
            from wrote
            where text is not null
            group by community, person, date_trunc('month', posted_at)
        )
    ),

    phrased as (
        select
            text,
            list_distinct(list_transform(
                range(1, len(words) - 1),
                lambda spot : hash(words[spot], words[spot + 1], words[spot + 2])
            )) as triples
        from worded
        where len(words) >= 8
    ),

    said as (
        select
            *,
            count(*) over (partition by community, period) as everybody
        from opened
        join phrased using (text)
    ),

    triples as (
        select
            community,
            period,
            person,
            everybody,
            unnest(triples) as triple
        from said
    ),

    heard as (
        select
            *,
            count(*) over (partition by community, period, triple) as people
        from triples
    )

    select
        community,
        period,
        'alike' as sign,
        person,
        (avg((people >= greatest(3, everybody / 4))::integer) >= 0.5)::integer as holds
    from heard
    group by all
"""

_SIGNS = {
    "at_once": _AT_ONCE,
    "once": _ONCE,
    "no_reply": _NO_REPLY,
    "same_number": _SAME_NUMBER,
    "alike": _ALIKE,
}
_ALONE = "select * from ({wrote}{sign})"
_EVERY = " union all ".join(_ALONE.format(wrote=_WROTE, sign=query) for query in _SIGNS.values())
_AS_SHARE = """
    select
        community,
        period,
        person           as one,
        null::integer    as other,
        holds            as amount,
        1                as out_of,
        [person]         as people
    from ({wrote}{sign})
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
        evidence=_AS_SHARE.format(wrote=_WROTE, sign=_SIGNS[sign]),
    )
    for sign, (title, question, finding, formula, needs) in _SAID.items()
)

-- One row per reply from one person to another. Answering yourself is not dialogue.
create or replace macro replies(grain) as table
select
    community,
    period_of(posted_at, grain) as period,
    thread,
    post,
    author,
    answered,
    posted_at,
    answered_at,
    before,
    how
from edge;

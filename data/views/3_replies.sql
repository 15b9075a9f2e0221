-- One row per reply from one person to another. Answering yourself is not dialogue.
create or replace macro replies(grain) as table
select
    community,
    period_of(at, grain) as period,
    thread,
    post,
    author,
    answered,
    at,
    answered_at,
    before,
    how
from edge;

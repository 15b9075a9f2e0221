-- What we know. Every fact carries the import that brought it; null means somebody set it by hand.
-- People are identities: a dense number for each pseudonym. No name, address or platform id is kept.

create table if not exists setting (
    name  varchar primary key,
    value varchar not null
);

create table if not exists import (
    number      integer primary key,
    sha256      varchar not null,
    file        varchar not null,
    format      varchar not null,
    outcome     varchar not null,     -- accepted, partial, undone
    rows        bigint not null,
    imported    bigint not null,
    duplicates  bigint not null,
    first       timestamp,
    last        timestamp,
    people      bigint not null,
    communities varchar[] not null,
    platform    varchar,              -- in whose ids people were named; null: by e-mail only
    assumptions varchar not null,     -- JSON: what was assumed, in words
    imported_at timestamp not null,
    undone_at   timestamp
);

-- The report of an import: what was left out by rule (counted), rejected (each line), or noted.
create table if not exists import_line (
    import integer not null,
    kind   varchar not null,          -- left out, rejected, note
    place  varchar not null,
    reason varchar not null,
    said   varchar,                   -- JSON: the parts of reason, for another language
    count  bigint not null
);

create table if not exists community (
    community integer primary key,
    name      varchar not null unique,
    platform  varchar,
    kind      varchar,                -- team, practice, help, board, cohort
    within    integer,
    import    integer
);

create table if not exists identity (
    identity  integer primary key,
    pseudonym varchar not null
);

-- Two identities of one person, such as an account and its e-mail address.
create table if not exists same_person (
    fact      bigint not null,
    one       integer not null,
    other     integer not null,
    import    integer
);

create table if not exists text (
    text integer not null,
    body varchar not null
);

create table if not exists post (
    fact      bigint not null,
    community integer not null,
    source_id varchar not null,
    author    integer not null,
    posted_at timestamp not null,
    thread_id varchar,
    reply_to  varchar,
    answers   integer,
    how       varchar not null,       -- known, thread root only, inferred, unknown
    text      integer,
    link      varchar,
    edited    boolean not null,
    version   timestamp,
    mentions  integer[] not null,
    current   boolean not null,       -- the latest version of its post
    import    integer
);

create table if not exists reaction (
    fact      bigint not null,
    community integer not null,
    source_id varchar not null,       -- of the post
    person    integer not null,
    name      varchar not null,
    import    integer
);

create table if not exists visit (
    fact      bigint not null,
    community integer not null,
    person    integer not null,
    visited_at timestamp not null,
    source_id varchar,                -- of the post, where it is known
    thread_id varchar,
    latest    boolean not null,       -- nothing is known of the time before
    import    integer
);

create table if not exists membership (
    fact       bigint not null,
    community  integer not null,
    person     integer not null,
    listed     boolean not null,      -- on a member list, and not only in a join notice
    joined     timestamp,
    "left"     timestamp,
    department varchar,
    level      varchar,
    place      varchar,
    role       varchar,
    host       boolean not null,
    import     integer
);

-- Declared public roles: host, and learning and development (l&d).
create table if not exists role (
    fact      bigint not null,
    community integer not null,
    person    integer not null,
    role      varchar not null,
    import    integer
);

create table if not exists event (
    fact      bigint not null,
    day       date not null,
    name      varchar not null,
    community integer,                -- null: all of them
    import    integer
);

-- A later import brought a fact again: it survives when the first import is undone.
create table if not exists seen_again (
    kind   varchar not null,
    fact   bigint not null,
    import integer not null
);

-- A later import showed that a post was deleted where it came from: it counts no more.
create table if not exists gone (
    community integer not null,
    source_id varchar not null,
    import    integer not null
);

-- Made from the facts at import, so that nobody waits for it: who is whom, who answers whom.

create table if not exists person (
    identity integer not null,
    person   integer not null
);

create table if not exists place (
    post      bigint not null,        -- the fact number of the current version
    community integer not null,
    author    integer not null,       -- the person
    posted_at timestamp not null,
    thread    bigint not null,        -- the fact number of the post that opens it
    parent    bigint,
    depth     integer,                -- links to the opening post; null where that is not known
    how       varchar not null,       -- as in post, or orphan: the answered post is not there
    to_self   boolean not null,       -- answers its own author
    text      integer
);

create table if not exists edge (
    community   integer not null,
    post        bigint not null,
    author      integer not null,
    answered    integer not null,
    thread      bigint not null,
    posted_at   timestamp not null,
    answered_at timestamp,
    before      integer,              -- whom the answered post answered
    how         varchar not null
);

-- Kinds of telling, read once for each distinct text.

create table if not exists reading (
    text     integer not null,
    language varchar not null,
    assessed boolean not null,        -- there are rules for its language
    tone     double,                  -- -1 to 1, English only
    rules    varchar not null         -- which version of the rules read it
);

create table if not exists telling (
    text integer not null,
    kind varchar not null,
    why  varchar not null
);

-- Communities whose measures no longer hold.
create table if not exists stale (
    community integer not null
);

create table if not exists measure (
    metric    varchar not null,
    grain     varchar not null,       -- month, quarter, year, all
    community integer not null,
    period    date not null,          -- its first day
    value     double,
    low       double,
    high      double,
    sample    bigint,
    status    varchar not null,       -- measured, too few, withheld, cannot be measured
    standing  varchar not null,       -- healthy, watch, at risk, not enough to say
    why       varchar not null,
    said      varchar                 -- JSON: the parts of why, for another language
);

-- What share of openings of a kind was answered within so many hours.
create table if not exists wait (
    community integer not null,
    grain     varchar not null,
    period    date not null,
    opening   varchar not null,       -- best, candour (a failure or a doubt), question
    hours     double not null,
    value     double not null,
    low       double not null,
    high      double not null,
    sample    bigint not null
);

-- Activity, for the contrast; null where fewer than five people stand behind it.
create table if not exists volume (
    community integer not null,
    grain     varchar not null,
    period    date not null,
    posts     bigint,
    reactions bigint,
    people    bigint
);

-- What is known of a community at all, as the screens show it.
create table if not exists portrait (
    community integer not null,
    first     date not null,
    last      date not null,
    members   bigint,                 -- null where no list is known, or of fewer than five
    replies   varchar not null,
    reads     boolean not null
);

-- What people said of posts of their own, to see how well the reader knows kinds here.

create table if not exists sample (
    community integer not null,
    source_id varchar not null,       -- of the post
    place     integer not null,       -- its turn
    weight    double not null         -- how many posts of the community it stands for
);

create table if not exists coding (
    community integer not null,
    source_id varchar not null,
    coder     integer not null,       -- 1 or 2: two people who code apart
    kinds     varchar not null,       -- joined by "|", or none
    coded_at  timestamp not null
);

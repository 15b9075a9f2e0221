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

-- Who was erased, by pseudonym: a later export does not bring them back.
create table if not exists erased (
    pseudonym varchar primary key,
    erased_at timestamp not null
);

-- What was deleted, when and why; never whose it was.
create table if not exists removal (
    removed_at timestamp not null,
    why        varchar not null,      -- erased, too old
    posts      bigint not null,
    others     bigint not null        -- reactions, visits, memberships
);

-- What the figures of a community are for, in the words of the administrator.
create table if not exists purpose (
    community integer primary key,
    purpose   varchar not null
);

-- Under which name a department of the member lists is shown.
create table if not exists department_name (
    department varchar primary key,
    shown      varchar not null
);

-- Where watch and at risk begin, where the organisation settled that itself (metrics/bounds.toml has
-- the starting values). A row without any bound: not judged by this figure.
create table if not exists bound (
    metric      varchar not null,
    kind        varchar not null,     -- as in community; empty: of communities whose kind is not said
    risk_below  double,
    watch_below double,
    watch_above double,
    risk_above  double,
    primary key (metric, kind)
);

-- A later import showed that a post was deleted where it came from: it counts no more.
create table if not exists gone (
    community integer not null,
    source_id varchar not null,
    import    integer not null
);

-- In which communities an import asked that replies be inferred where none is named.
create table if not exists inferring (
    community integer not null,
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

-- Whether a figure is known well enough to be held against a bound. A file that was made before
-- this column is measured anew, as the program is another one.
alter table measure add column if not exists claims boolean;

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

-- The network of a community in a year or over the whole time. Numbers of people are rounded to
-- five, and null where they, or what they leave over, would be one to four.
create table if not exists network (
    community      integer not null,
    grain          varchar not null,
    period         date not null,
    people         bigint not null,
    fewest_replies integer not null,  -- that make a tie: more than one where too many people talk
    in_small       bigint,            -- who talk in circles of fewer than five
    joining        bigint,            -- who are in touch with another circle than their own
    shuffled_below integer            -- shuffled networks of 19 that fall into circles less clearly
);

-- Circles of five people or more, and where each is drawn.
create table if not exists circle (
    community  integer not null,
    grain      varchar not null,
    period     date not null,
    circle     integer not null,
    people     bigint not null,
    joining    bigint,
    department varchar,               -- of more than half of them
    x          double not null,
    y          double not null
);

-- How many people of two circles are in touch with the other one; five or more.
create table if not exists join_of_circles (
    community integer not null,
    grain     varchar not null,
    period    date not null,
    one       integer not null,
    other     integer not null,
    people    bigint not null
);

-- Ties between groups of members, against what chance would give.
create table if not exists crossing (
    community integer not null,
    grain     varchar not null,
    period    date not null,
    attribute varchar not null,       -- department, level
    one       varchar not null,       -- empty: small groups together
    other     varchar not null,
    ties      bigint,
    expected  double,
    low       double,
    high      double,
    verdict   varchar not null        -- more, fewer, as chance, too few, withheld
);

-- How many people around the hosts hang together, with the hosts and without them.
create table if not exists knock_out (
    community       integer not null,
    grain           varchar not null,
    period          date not null,
    before_together bigint not null,
    before_apart    bigint not null,
    before_alone    bigint not null,
    after_together  bigint not null,
    after_apart     bigint not null,
    after_alone     bigint not null
);

-- What people talk about: a term that enough people use, in how many conversations. Null where the
-- people on one side of a share are too few.
create table if not exists topic (
    community  integer not null,
    grain      varchar not null,
    period     date not null,
    term       varchar not null,
    threads    bigint not null,
    of_threads bigint not null,       -- all conversations of the period
    low        double not null,       -- the interval of threads / of_threads
    high       double not null,
    openings   bigint,                -- conversations opened with it a week or more ago
    unanswered bigint,
    waits      varchar not null,      -- more or less than the others, beyond chance; or ''
    told       bigint,                -- conversations opened with it, of a known kind of telling
    candid     bigint,                -- with a failure, a doubt or something unfinished
    dares      varchar not null       -- as waits
);

-- What is known of a community at all, as the screens show it.
create table if not exists portrait (
    community  integer not null,
    first      date not null,
    last       date not null,
    members    bigint,                -- null where no list is known, or of fewer than five
    replies    varchar not null,
    reads      boolean not null,
    department varchar                -- of more than half of the members, five or more
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

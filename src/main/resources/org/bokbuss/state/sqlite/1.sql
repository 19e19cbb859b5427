-- Times are RFC 3339 in UTC, so that a person can read them.

create table pipeline (
    number        integer primary key,
    name          text not null unique,
    position      text,           -- everything the source changed before it is delivered or set aside
    not_before    text,           -- the source asked for silence until then
    last_complete text,
    last_error    text
);

create table lease (
    name    text primary key,
    owner   text,
    expires text,
    fence   integer not null      -- grows with each holder: an old holder's number no longer matches
);

-- A row a harvested window; a crash resumes the newest open one at its cursor.
create table ledger (
    id         integer primary key autoincrement,
    pipeline   text not null,
    kind       text not null,     -- live, backfill, replay, position
    from_time  text,
    until_time text,
    state      text not null,     -- open, complete, narrowed, abandoned, moved
    opened     text not null,
    closed     text,
    attempts   integer not null default 0,
    pages      integer not null default 0,
    portions   integer not null default 0,
    records    integer not null default 0,
    deletions  integer not null default 0,
    repeats    integer not null default 0,
    set_aside  integer not null default 0,
    cursor     text,
    note       text
);

create index ledger_pipeline on ledger (pipeline, id);

-- The content each record was last delivered with: 64 bits of the hash of its id, and of its content.
create table seen (
    pipeline integer not null,
    record   integer not null,
    content  integer not null,
    primary key (pipeline, record)
) without rowid;

create table quarantine (
    id         integer primary key autoincrement,
    pipeline   text not null,
    ledger     integer,
    at         text not null,
    subject    text,
    cause      text not null,
    page       text,              -- the request that brought it
    place      integer,           -- its first byte in that page
    media_type text,
    bytes      blob not null,
    digest     integer not null,
    unique (pipeline, digest)
);

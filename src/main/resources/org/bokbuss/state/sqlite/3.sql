-- A row a write into another system: noted before it is made, ended when its outcome is known.
create table audit (
    id       integer primary key autoincrement,
    at       text not null,
    pipeline text,
    who      text not null,     -- the login, and the library it acted for
    action   text not null,     -- create, change, delete
    record   text,              -- null until the receiver has named a new one
    bib      text,
    before   text,
    after    text,
    etag     text,              -- of the version that was made
    modified text,              -- when the receiver says it was made: its feeds tell of it by that time
    outcome  text not null      -- begun, done, or why not
);

create index audit_record on audit (record, modified);

-- Deletions that wait, so that a mistake can be undone.
create table postponed (
    pipeline text not null,
    record   text not null,
    bib      text not null,
    sigel    text not null,
    etag     text not null,     -- of the version that was to be deleted: another one is left alone
    due      text not null,
    primary key (pipeline, record)
);

-- More deletions than allowed were asked for: nothing more is deleted until somebody allows it.
alter table pipeline add column deletions_stopped_at integer;

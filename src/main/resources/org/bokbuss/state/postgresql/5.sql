-- How many deletions were begun since then: since a day began, or since the last complete run ended.
alter table pipeline add column deleted_since text;
alter table pipeline add column deleted bigint not null default 0;

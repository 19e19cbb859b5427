-- Where the source itself said the next run goes on, for those that keep their place by more than a time.
alter table pipeline add column bookmark text;

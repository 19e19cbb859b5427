-- Writes of which it is not known what came of them: looked for at each start, in a table that only grows.
create index audit_begun on audit (pipeline, id) where outcome = 'begun';

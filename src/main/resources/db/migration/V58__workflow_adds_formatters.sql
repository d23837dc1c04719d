-- The formatters that the request names, by language; null if it names none.
alter table workflow add column formatters jsonb;

-- The other places that a finding is about, such as those of duplicate code; null if there are none.
alter table finding add column related_locations jsonb;

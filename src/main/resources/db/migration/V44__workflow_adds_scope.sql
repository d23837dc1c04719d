-- The part of the target that a workflow examines: as requested, and as determined when the snapshot was taken, with the
-- merge base and the numbers of files. Both are null for the whole target.
alter table workflow
  add column scope            jsonb,
  add column determined_scope jsonb;

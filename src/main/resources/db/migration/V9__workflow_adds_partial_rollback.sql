-- Of a published result, only some files may be taken back.
alter table workflow add column rollback_paths jsonb;

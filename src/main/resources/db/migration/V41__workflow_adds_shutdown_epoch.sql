-- The epoch of the last claim whose node shut down: attempts under it are not lost, but interrupted.
alter table workflow add column shutdown_epoch bigint;

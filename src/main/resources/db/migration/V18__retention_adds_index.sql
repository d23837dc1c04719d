-- Finds the workflows that ended long ago without looking at the others.
create index workflow_ended_idx on workflow (ended_at) where ended_at is not null;

-- When the states of a workflow went that its snapshot, its steps and its result were; its events and findings stay.
alter table workflow add column states_pruned_at timestamptz;
create index workflow_states_idx on workflow (target_name, created_at desc)
  where snapshot is not null and states_pruned_at is null;

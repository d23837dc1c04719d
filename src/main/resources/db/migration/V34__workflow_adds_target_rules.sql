-- Whether the gates and the action on failure of a repository's configuration apply to a step. The configuration is only known
-- when the workflow runs.
alter table step
  add column target_gates boolean not null default false,
  add column target_on_failure boolean not null default false;

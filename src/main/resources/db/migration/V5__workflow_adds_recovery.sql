-- What makes a workflow hard to stop: what each attempt went through and why it failed, under what conditions a step is tried
-- again, what takes a step back, pausing, and where a rerun comes from.
alter table workflow
  add column pause_requested boolean not null default false,
  add column superseded_by text,
  add column awaited text,
  add column restarts smallint not null default 0,
  add column ending_status text,
  add column ending_reason text,
  add column origin text,
  add column origin_step text,
  add column session_id uuid,
  add column concurrency_group text,
  add column concurrency_policy text;
alter table workflow
  alter column pause_requested drop default,
  alter column restarts drop default;

create index workflow_session_idx on workflow (session_id, id desc) where session_id is not null;
create index workflow_concurrency_idx on workflow (concurrency_group)
  where concurrency_group is not null and status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION');

alter table step
  add column points smallint not null default 1,
  add column dependencies jsonb not null default '[]',
  add column compensation jsonb,
  add column conditions jsonb not null
    default '{"parallelism": 0, "share": 1, "patience": 100, "simple": false, "without": [], "avoided": []}',
  add column tries smallint not null default 0,
  add column lost smallint not null default 0,
  add column not_before timestamptz,
  add column tree text;
alter table step
  alter column points drop default,
  alter column dependencies drop default,
  alter column conditions drop default,
  alter column tries drop default,
  alter column lost drop default;

alter table attempt
  add column stages jsonb not null default '[]',
  add column failure jsonb;
alter table attempt alter column stages drop default;

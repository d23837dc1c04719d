-- A workflow may wait for an answer: what was asked, until when, and how long it has waited so far, which does not count
-- against its time.
alter table workflow
  add column interactive boolean not null default false,
  add column decision_seconds bigint not null default 3600,
  add column decision jsonb,
  add column decision_deadline timestamptz,
  add column waited_ms bigint not null default 0;
alter table workflow
  alter column interactive drop default,
  alter column decision_seconds drop default,
  alter column waited_ms drop default;

create index workflow_decision_idx on workflow (decision_deadline) where status = 'AWAITING_DECISION';

-- Of whose project something is; null for what callers of no project did.
alter table api_token add column project text;
alter table schedule add column project text;
alter table workflow add column project text;

-- What one project calls a request by is no name for a request of another.
alter table workflow drop constraint workflow_idempotency_key_uq;
create unique index workflow_idempotency_key_uq on workflow (idempotency_key, coalesce(project, ''))
  where idempotency_key is not null;
alter table schedule drop constraint schedule_name_uq;
create unique index schedule_name_uq on schedule (name, coalesce(project, ''));

create index workflow_project_idx on workflow (project, id desc) where project is not null;
create index workflow_project_created_idx on workflow (project, created_at) where project is not null;
create index workflow_project_open_idx on workflow (project)
  where project is not null and status in ('QUEUED', 'RUNNING', 'AWAITING_DECISION');

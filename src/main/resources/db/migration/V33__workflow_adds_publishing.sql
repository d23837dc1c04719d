-- Whether the target may contain a part of the result, so that the publication must be completed or undone.
alter table workflow add column publishing boolean not null default false;

update workflow w set publishing = true
where w.status = 'RUNNING' and not w.dry_run and exists (
  select from phase p join step s on s.phase_id = p.id
  where p.workflow_id = w.id and s.command = 'publish/apply' and s.status = 'RUNNING');

drop index workflow_active_idx;
create index workflow_active_idx on workflow (id)
  where status in ('QUEUED', 'RUNNING') or rollback_requested or publishing;

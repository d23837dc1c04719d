-- Wake-ups are fetched by project and requirements, and then in the order of queue_time. Nodes of the version before do not set
-- these columns; their wake-ups count as those of workflows without a project and without requirements.
alter table scheduled_tasks
  add column project text not null default '',
  add column queue_time timestamptz not null default now(),
  add column requirements jsonb,
  add column requirements_key text not null generated always as (coalesce(md5(requirements::text), '')) stored;

update scheduled_tasks t
set project = coalesce(w.project, ''), queue_time = w.created_at - w.priority * interval '1 hour',
  requirements = w.requirements
from workflow w where w.id::text = t.task_instance;

drop index scheduled_tasks_priority_execution_time_idx;
create index scheduled_tasks_queue_idx on scheduled_tasks (project, requirements_key, queue_time) where not picked;

-- Counts the waiting workflows of each project.
create index workflow_queued_idx on workflow (project) where status = 'QUEUED';

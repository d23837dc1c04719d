-- Events and findings are kept by the day of their workflow or step, so that a day goes at once and leaves no holes behind.
-- Identities are UUIDv7 and begin with the time: a day is a range of them, from the smallest one of its first millisecond.
-- Retention makes the days ahead. What no day is there for, because a clock was wrong or a day is gone, goes into *_other.
--
-- workflow, phase, step and attempt stay whole: the name and the idempotency key of a workflow are unique over all days.

-- Nobody shall wait for long behind this while it waits for somebody who reads for long; then the node does not start.
set local lock_timeout = '5s';

-- Whoever changes a workflow locks its row first: nobody is in the middle of a change from here on, waiting for what is locked next.
lock table workflow in exclusive mode;

alter table event rename to event_before;
alter table event_before rename constraint event_pk to event_before_pk;
alter table event_before rename constraint event_workflow_fk to event_before_workflow_fk;
alter index event_gates_idx rename to event_before_gates_idx;

create table event (
  workflow_id uuid        not null,
  sequence    bigint      not null,
  type        text        not null,
  at          timestamptz not null,
  data        jsonb       not null,
  constraint event_pk primary key (workflow_id, sequence),
  constraint event_workflow_fk foreign key (workflow_id) references workflow (id) on delete cascade
) partition by range (workflow_id);
create index event_gates_idx on event (at desc) where type = 'gates_judged';
create table event_other partition of event default;

alter table finding rename to finding_before;
alter table finding_before rename constraint finding_pk to finding_before_pk;
alter table finding_before rename constraint finding_step_fk to finding_before_step_fk;

create table finding (
  step_id        uuid not null,
  position       int  not null,
  file           text not null,
  line           int  not null,
  "column"       int  not null,
  end_line       int  not null,
  end_column     int  not null,
  severity       text not null,
  tool           text not null,
  rule           text not null,
  message        text not null,
  fingerprint    text not null,
  submitted_line int  not null default 0,
  constraint finding_pk primary key (step_id, position),
  constraint finding_step_fk foreign key (step_id) references step (id) on delete cascade
) partition by range (step_id);
create table finding_other partition of finding default;

-- What there is becomes the part of all days up to the end of today, as it is: it is read once to see that it fits, and not
-- copied. A node whose clock was ahead may have left a few rows beyond; those are.
do $$
declare
  tomorrow uuid := rpad(lpad(to_hex((extract(epoch from date_trunc('day', now(), 'UTC') + interval '1 day') * 1000)::bigint),
    12, '0'), 32, '0')::uuid;
begin
  insert into event select * from event_before where workflow_id >= tomorrow;
  delete from event_before where workflow_id >= tomorrow;
  if exists (select from event_before) then
    execute format('alter table event attach partition event_before for values from (minvalue) to (%L)', tomorrow);
  else
    drop table event_before;
  end if;
  insert into finding select * from finding_before where step_id >= tomorrow;
  delete from finding_before where step_id >= tomorrow;
  if exists (select from finding_before) then
    execute format('alter table finding attach partition finding_before for values from (minvalue) to (%L)', tomorrow);
  else
    drop table finding_before;
  end if;
end $$;

-- When the logs of a workflow went, which are kept for less long than it is.
alter table workflow add column logs_pruned_at timestamptz;
create index workflow_logs_idx on workflow (ended_at)
  where ended_at is not null and (logs_pruned_at is null or logs_pruned_at < ended_at);

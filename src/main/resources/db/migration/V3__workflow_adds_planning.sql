-- What a plan decided, kept with the workflow that runs it: how it was made, the kind of each phase, the arguments of each
-- step, and the definition of a command that a file defines, as it was then.
alter table workflow add column plan jsonb;

alter table phase
  add column kind text not null default 'SEQUENTIAL',
  add column timeout_seconds bigint;
alter table phase alter column kind drop default;

alter table step
  add column arguments text not null default '',
  add column definition jsonb;
alter table step alter column arguments drop default;

-- Past executions of a command, newest first, for the estimated duration of a plan.
create index step_command_idx on step (command, ended_at desc) where status = 'COMPLETED';

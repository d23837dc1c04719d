-- Who wants to be told of a workflow, what they are to be told, and how often that was tried.
alter table workflow add column callback_url text;

create table callback (
  id           uuid        not null,
  workflow_id  uuid        not null,
  type         text        not null,
  body         text        not null,
  created_at   timestamptz not null,
  tries        integer     not null,
  next_at      timestamptz,
  delivered_at timestamptz,
  constraint callback_pk primary key (id),
  constraint callback_workflow_fk foreign key (workflow_id) references workflow (id) on delete cascade
);
create index callback_workflow_idx on callback (workflow_id);
create index callback_due_idx on callback (next_at) where next_at is not null;

create table callback_attempt (
  callback_id uuid        not null,
  number      integer     not null,
  at          timestamptz not null,
  status      integer,
  error       text,
  duration_ms bigint      not null,
  constraint callback_attempt_pk primary key (callback_id, number),
  constraint callback_attempt_callback_fk foreign key (callback_id) references callback (id) on delete cascade
);

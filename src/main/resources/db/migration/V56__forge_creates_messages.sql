-- What a forge is to show of the workflows: one row for each status, comment and pull request, which the latest workflow
-- that reports there updates.
create table forge_message (
  id                 uuid        not null,
  forge              text        not null,
  repository         text        not null,
  kind               text        not null,
  subject            text        not null,
  context            text        not null,
  workflow_id        uuid        not null,
  workflow_at        timestamptz not null,
  sequence           bigint      not null,
  created_at         timestamptz not null,
  tries              integer     not null,
  next_at            timestamptz,
  claimed_until      timestamptz,
  delivered_at       timestamptz,
  delivered_sequence bigint,
  last_at            timestamptz,
  last_status        integer,
  last_error         text,
  remote_id          text,
  remote_url         text,
  constraint forge_message_pk primary key (id),
  constraint forge_message_subject_uq unique (forge, repository, kind, subject, context),
  constraint forge_message_workflow_fk foreign key (workflow_id) references workflow (id) on delete cascade
) with (fillfactor = 70);
create index forge_message_workflow_idx on forge_message (workflow_id);
create index forge_message_due_idx on forge_message (next_at) where next_at is not null;

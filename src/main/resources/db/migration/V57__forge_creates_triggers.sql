-- The workflows that the events of a repository start, and the received events.
create table forge_trigger (
  id                  uuid        not null,
  version             bigint      not null,
  name                text        not null,
  forge               text        not null,
  repository          text        not null,
  events              jsonb       not null,
  branches            jsonb       not null,
  paths               jsonb       not null,
  forks               boolean     not null,
  report              boolean     not null,
  create_pull_request boolean     not null,
  workflow            text        not null,
  enabled             boolean     not null,
  project             text,
  last_event_at       timestamptz,
  last_workflow       text,
  last_error          text,
  created_by          text,
  created_at          timestamptz not null,
  updated_at          timestamptz not null,
  constraint forge_trigger_pk primary key (id)
) with (fillfactor = 70);
create unique index forge_trigger_name_uq on forge_trigger (name, coalesce(project, ''));
create index forge_trigger_repository_idx on forge_trigger (forge, repository);

create table forge_event (
  id            uuid        not null,
  forge         text        not null,
  delivery      text        not null,
  digest        text        not null,
  repository    text        not null,
  line          text        not null,
  content       jsonb       not null,
  received_at   timestamptz not null,
  tries         integer     not null,
  next_at       timestamptz,
  claimed_until timestamptz,
  processed_at  timestamptz,
  result        text,
  constraint forge_event_pk primary key (id),
  constraint forge_event_delivery_uq unique (forge, delivery),
  constraint forge_event_digest_uq unique (forge, digest)
) with (fillfactor = 70);
create index forge_event_due_idx on forge_event (forge, repository, line, received_at) where next_at is not null;
create index forge_event_processed_idx on forge_event (processed_at) where processed_at is not null;

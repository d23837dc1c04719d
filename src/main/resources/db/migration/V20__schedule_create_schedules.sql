-- When what is submitted by itself, and how that went.
create table schedule (
  id               uuid        not null,
  version          bigint      not null,
  name             text        not null,
  cron             text        not null,
  time_zone        text        not null,
  workflow         text        not null,
  overlap          text        not null,
  catch_up         text        not null,
  enabled          boolean     not null,
  next_at          timestamptz,
  last_due_at      timestamptz,
  last_workflow    text,
  last_error       text,
  last_skipped_at  timestamptz,
  last_skipped     text,
  created_by       text,
  created_at       timestamptz not null,
  updated_at       timestamptz not null,
  constraint schedule_pk primary key (id),
  constraint schedule_name_uq unique (name)
) with (fillfactor = 70);
create index schedule_due_idx on schedule (next_at) where next_at is not null;

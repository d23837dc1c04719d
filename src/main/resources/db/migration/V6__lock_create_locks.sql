-- Who holds what only one workflow may hold at a time, and who waits for it, first come first served.
create table lock (
  resource    text        not null,
  owner       uuid        not null,
  owner_name  text        not null,
  epoch       bigint      not null,
  acquired_at timestamptz not null,
  constraint lock_pk primary key (resource)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

create index lock_owner_idx on lock (owner);

create table lock_waiter (
  resource   text        not null,
  owner      uuid        not null,
  owner_name text        not null,
  number     bigint      not null generated always as identity,
  since      timestamptz not null,
  constraint lock_waiter_pk primary key (resource, owner)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

create index lock_waiter_owner_idx on lock_waiter (owner);

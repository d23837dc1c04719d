-- The nodes that run, the agents that work on them, and the tools that failed on any of them.
create table node (
  name         text             not null,
  started_at   timestamptz      not null,
  seen_at      timestamptz      not null,
  host         text             not null,
  process      bigint           not null,
  slots        smallint         not null,
  cpu_cores    smallint         not null,
  cpu          double precision not null,
  memory       double precision not null,
  disk         double precision not null,
  disk_free    bigint           not null,
  constraint node_pk primary key (name)
) with (fillfactor = 50, autovacuum_vacuum_scale_factor = 0.01);

create table agent (
  id       uuid        not null,
  node     text        not null,
  role     text        not null,
  workflow text        not null,
  step     text        not null,
  since    timestamptz not null,
  constraint agent_pk primary key (id)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

create index agent_node_idx on agent (node);

create table breaker (
  tool      text        not null,
  failures  smallint    not null,
  opened_at timestamptz,
  tried_at  timestamptz,
  last      text        not null,
  changed_at timestamptz not null,
  constraint breaker_pk primary key (tool)
);

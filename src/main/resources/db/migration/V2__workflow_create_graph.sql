-- Workflow > phase > step > attempt, the findings of a step, and the events of a workflow. Identities are UUIDv7: their
-- order is the order of creation.
create table workflow (
  id                 uuid        not null,
  name               text        not null,
  type               text        not null,
  target             jsonb       not null,
  target_name        text        not null,
  status             text        not null,
  ended_reason       text,
  dry_run            boolean     not null,
  priority           smallint    not null,
  timeout_seconds    bigint      not null,
  labels             jsonb       not null,
  idempotency_key    text,
  request_hash       text,
  snapshot           text,
  tree               text,
  publication        jsonb,
  cancel_requested   boolean     not null,
  rollback_requested boolean     not null,
  event_sequence     bigint      not null,
  epoch              bigint      not null,
  node               text,
  lease_until        timestamptz,
  created_at         timestamptz not null,
  started_at         timestamptz,
  updated_at         timestamptz not null,
  ended_at           timestamptz,
  constraint workflow_pk primary key (id),
  constraint workflow_name_uq unique (name),
  constraint workflow_idempotency_key_uq unique (idempotency_key)
) with (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.01);

create index workflow_active_idx on workflow (id) where status in ('QUEUED', 'RUNNING') or rollback_requested;
create index workflow_status_idx on workflow (status, id desc);
create index workflow_target_idx on workflow (target_name, id desc);
create index workflow_labels_idx on workflow using gin (labels jsonb_path_ops);

create table phase (
  id          uuid     not null,
  workflow_id uuid     not null,
  position    smallint not null,
  name        text     not null,
  status      text     not null,
  started_at  timestamptz,
  ended_at    timestamptz,
  constraint phase_pk primary key (id),
  constraint phase_workflow_fk foreign key (workflow_id) references workflow (id) on delete cascade,
  constraint phase_position_uq unique (workflow_id, position)
) with (fillfactor = 70);

create table step (
  id              uuid     not null,
  phase_id        uuid     not null,
  position        smallint not null,
  name            text     not null,
  command         text     not null,
  modifies        boolean  not null,
  timeout_seconds bigint   not null,
  on_failure      text     not null,
  gates           jsonb    not null,
  status          text     not null,
  started_at      timestamptz,
  ended_at        timestamptz,
  duration_ms     bigint,
  constraint step_pk primary key (id),
  constraint step_phase_fk foreign key (phase_id) references phase (id) on delete cascade,
  constraint step_position_uq unique (phase_id, position)
) with (fillfactor = 70);

create table attempt (
  id         uuid        not null,
  step_id    uuid        not null,
  number     smallint    not null,
  epoch      bigint      not null,
  node       text        not null,
  status     text        not null,
  started_at timestamptz not null,
  ended_at   timestamptz,
  outcome    jsonb,
  verdicts   jsonb,
  error      text,
  constraint attempt_pk primary key (id),
  constraint attempt_step_fk foreign key (step_id) references step (id) on delete cascade,
  constraint attempt_number_uq unique (step_id, number)
);

create table finding (
  step_id     uuid not null,
  position    int  not null,
  file        text not null,
  line        int  not null,
  "column"    int  not null,
  end_line    int  not null,
  end_column  int  not null,
  severity    text not null,
  tool        text not null,
  rule        text not null,
  message     text not null,
  fingerprint text not null,
  constraint finding_pk primary key (step_id, position),
  constraint finding_step_fk foreign key (step_id) references step (id) on delete cascade
);

create table event (
  workflow_id uuid        not null,
  sequence    bigint      not null,
  type        text        not null,
  at          timestamptz not null,
  data        jsonb       not null,
  constraint event_pk primary key (workflow_id, sequence),
  constraint event_workflow_fk foreign key (workflow_id) references workflow (id) on delete cascade
);

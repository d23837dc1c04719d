-- The accepted findings of targets. The project is empty for targets that belong to no project.
create table baseline (
  id          uuid        not null,
  target_name text        not null,
  project     text        not null,
  ref         text,
  workflow    text,
  created_at  timestamptz not null,
  created_by  text,
  updated_at  timestamptz not null,
  fixed       bigint      not null default 0,
  constraint baseline_pk primary key (id),
  constraint baseline_target_uq unique (target_name, project)
);

create table baseline_finding (
  baseline_id uuid not null,
  fingerprint text not null,
  file        text not null,
  line        int  not null,
  severity    text not null,
  tool        text not null,
  rule        text not null,
  message     text not null,
  constraint baseline_finding_pk primary key (baseline_id, fingerprint),
  constraint baseline_finding_baseline_fk foreign key (baseline_id) references baseline (id) on delete cascade
);

-- Decisions about single findings of targets.
create table finding_resolution (
  id          uuid        not null,
  target_name text        not null,
  project     text        not null,
  fingerprint text        not null,
  kind        text        not null,
  reason      text        not null,
  resolved_at timestamptz not null,
  resolved_by text,
  expires_at  timestamptz,
  constraint finding_resolution_pk primary key (id),
  constraint finding_resolution_fingerprint_uq unique (target_name, project, fingerprint)
);

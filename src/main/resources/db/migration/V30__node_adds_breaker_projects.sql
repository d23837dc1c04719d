-- Failures in one project do not suspend a program for the others. The table breaker is left for nodes of an older
-- version that run in parallel during an upgrade; what it contains lasts for minutes, and is not carried over.
create table circuit_breaker (
  project    text        not null,
  tool       text        not null,
  failures   smallint    not null,
  opened_at  timestamptz,
  tried_at   timestamptz,
  last       text        not null,
  changed_at timestamptz not null,
  targets    text[]      not null,
  constraint circuit_breaker_pk primary key (project, tool)
);

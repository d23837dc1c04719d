-- The branches that Pawl has pushed: they are updated only while they have the commit that Pawl pushed, and deleted when
-- they are old. Commits and names are compared byte by byte.
create table published_branch (
  id                uuid        not null,
  repository        text        collate "C" not null,
  branch            text        collate "C" not null,
  commit_id         text,
  pending_commit_id text,
  base_id           text        not null,
  tree_id           text        not null,
  workflow          text        not null,
  schedule_id       uuid,
  pushed_at         timestamptz not null,
  checked_at        timestamptz,
  constraint published_branch_pk primary key (id),
  constraint published_branch_name_uq unique (repository, branch)
);

create index published_branch_pushed_idx on published_branch (pushed_at);

alter table workflow
  add column schedule_id uuid,
  add column schedule_name text;

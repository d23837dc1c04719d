-- The commit that a workflow examines. Ids and names of refs are ASCII or compared byte by byte: prefixes of ids are
-- ranges of the index.
alter table workflow
  add column git_repository text collate "C",
  add column git_ref text collate "C",
  add column git_commit text collate "C",
  add column git_subject text,
  add column git_author text;

update workflow set git_repository = target -> 'git' ->> 'url', git_commit = target -> 'git' ->> 'commit'
where target -> 'git' is not null;

create index workflow_repository_idx on workflow (git_repository, id desc) where git_repository is not null;
create index workflow_ref_idx on workflow (git_ref, id desc) where git_ref is not null;
create index workflow_commit_idx on workflow (git_commit, id desc) where git_commit is not null;

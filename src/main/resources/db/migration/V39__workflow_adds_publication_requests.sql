-- Why a workflow ended, in words, and the publication of a result that was refused or that of a dry run.
alter table workflow
  add column ended_message text,
  add column publication_requested boolean not null default false,
  add column publication_paths jsonb;

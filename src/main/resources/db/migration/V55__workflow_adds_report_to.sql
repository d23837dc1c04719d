-- The place on a forge where a workflow is reported.
alter table workflow add column report_to jsonb;

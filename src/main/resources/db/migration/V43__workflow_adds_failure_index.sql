-- Finds the recent failures for the metrics without looking at other workflows.
create index workflow_failed_idx on workflow (ended_at) where status = 'FAILED';

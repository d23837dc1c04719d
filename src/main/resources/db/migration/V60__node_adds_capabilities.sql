-- What a node has: labels, and the tools with their versions by language once they are known.
alter table node add column capabilities jsonb;
alter table node add column operating_system text;
-- What a workflow requires of the nodes that run it; null if any node can. A node has it if its capabilities contain it.
alter table workflow add column requirements jsonb;
-- Since when, and why, no live node can run a workflow; null if one can.
alter table workflow add column node_wait jsonb;
-- The few workflows that wait for a node are looked at with each heartbeat.
create index workflow_node_wait_idx on workflow (id) where node_wait is not null;

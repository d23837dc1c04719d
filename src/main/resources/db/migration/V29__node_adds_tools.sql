-- The programs that are installed on a node, by name; null while the node has not reported them.
alter table node add column tools jsonb;

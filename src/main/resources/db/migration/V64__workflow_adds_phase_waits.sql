-- The time for which steps of the phase have waited for the node, which does not count against its timeout.
alter table phase add column waited_ms bigint not null default 0;

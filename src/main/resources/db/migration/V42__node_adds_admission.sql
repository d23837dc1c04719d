-- Whether a node claims workflows: ACTIVE, DRAINING since a request to drain it, or PAUSED since it was started paused.
alter table node add column admission text not null default 'ACTIVE';

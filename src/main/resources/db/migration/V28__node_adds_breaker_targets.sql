-- A circuit breaker opens only after failures on several targets.
alter table breaker add column targets text[] not null default '{}';

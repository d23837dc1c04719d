-- The severities that the request sets for rules; null if it sets none.
alter table workflow add column rule_settings jsonb;

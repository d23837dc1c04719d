-- The events of which the callback URL is notified; null for the default.
alter table workflow add column callback_events jsonb;

-- What a token may submit and cancel; null if it is not limited.
alter table api_token add column submission_limits jsonb;

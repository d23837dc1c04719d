-- What in the code suppresses a finding, such as pawl:ignore, and the reason that it states; null if nothing does.
alter table finding add column suppressed_by text, add column suppression_reason text;

-- All ways to write the URL of a repository are one target, without a slash or .git at the end.
update workflow set target_name = regexp_replace(target_name, '/*(\.git)?/*$', '')
  where target -> 'git' is not null and target_name ~ '(\.git|/)$';
update session set target = regexp_replace(target, '/*(\.git)?/*$', '')
  where target ~ '^[A-Za-z]+://' and target ~ '(\.git|/)$';

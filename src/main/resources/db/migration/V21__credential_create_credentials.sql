-- What remote repositories want to see; the secrets are encrypted with a key that is not in the database.
create table credential (
  id           uuid        not null,
  name         text        not null,
  url          text        not null,
  kind         text        not null,
  username     text        not null,
  secret       bytea       not null,
  salt         text        not null,
  known_hosts  text,
  created_by   text        not null,
  created_at   timestamptz not null,
  last_used_at timestamptz,
  constraint credential_pk primary key (id),
  constraint credential_url_uk unique (url)
);

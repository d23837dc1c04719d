-- Sessions of browsers: the cookie contains a secret of its own, not the API token of the user.
create table browser_session (
  id bytea not null,
  token_hash bytea not null,
  started_at timestamptz not null,
  expires_at timestamptz not null,
  constraint browser_session_pk primary key (id)
);

create index browser_session_expires_at on browser_session (expires_at);

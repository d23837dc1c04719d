-- Tokens of the API: only a hash is kept, for who holds the secret holds the right.
create table api_token (
  id           uuid        not null,
  name         text        not null,
  hash         bytea       not null,
  scopes       text        not null,
  created_by   text        not null,
  created_at   timestamptz not null,
  expires_at   timestamptz,
  last_used_at timestamptz,
  revoked_at   timestamptz,
  constraint api_token_pk primary key (id),
  constraint api_token_hash_uk unique (hash)
);

-- Who did what, when, and from where; and what was refused.
create table audit (
  id      bigint      generated always as identity,
  at      timestamptz not null,
  who     text        not null,
  address text        not null,
  method  text        not null,
  path    text        not null,
  status  integer     not null,
  constraint audit_pk primary key (id)
);
create index audit_at_idx on audit (at);

-- What was computed before, by a digest of all that it was computed from (2-behaviour, 8).
create table cache_entry (
    key bytea constraint cache_entry_pkey primary key,
    kind text not null,
    content bytea not null,
    checksum bigint not null,
    kept_at timestamptz not null,
    used_at timestamptz not null
);

create index cache_entry_by_use on cache_entry (used_at);

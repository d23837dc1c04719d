-- The passphrase of a private key, encrypted like the key itself.
alter table credential add column passphrase bytea;

-- The log of an attempt that ended within moments. A longer one is a file in the data folder.
alter table attempt add column log text;

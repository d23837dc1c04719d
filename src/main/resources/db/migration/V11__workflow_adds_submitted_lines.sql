-- Where findings were in the files as they were submitted; those of earlier versions were never mapped.
alter table finding add column submitted_line int not null default 0;

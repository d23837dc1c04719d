-- Whether the base version of the file has the same finding; false if the scope of the workflow has no base.
alter table finding add column in_base boolean not null default false;

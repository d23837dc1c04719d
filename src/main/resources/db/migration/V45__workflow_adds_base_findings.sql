-- Whether the base version of the file has the same finding; null if the scope of the workflow has no base.
alter table finding add column in_base boolean;

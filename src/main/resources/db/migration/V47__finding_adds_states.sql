-- Whether a finding is new by the comparison of its workflow, and whether the baseline of its target contains it. Findings
-- of earlier versions count as known.
alter table finding
  add column is_new   boolean not null default false,
  add column baseline boolean not null default false;

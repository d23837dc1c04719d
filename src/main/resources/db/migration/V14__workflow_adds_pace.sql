-- What the phases of an adaptive plan have taught, and when one of them fell back. Workflows of before go on as they were planned.
alter table workflow add column most_parallel smallint;
alter table workflow add column patience integer not null default 100;
alter table phase add column fell_back_at timestamptz;

-- What others have changed in the target while the workflow ran.
alter table workflow add column outside_changes jsonb;

-- The examinations of whole targets: steps whose findings are those of the files of the target, with the differences from
-- the examination before by the same command.
create table examination (
  step_id       uuid        not null,
  workflow_id   uuid        not null,
  workflow_name text        not null,
  target_name   text        not null,
  project       text        not null,
  ref           text,
  command       text        not null,
  tree          text,
  previous_step uuid,
  examined_at   timestamptz not null,
  errors        int         not null,
  warnings      int         not null,
  infos         int         not null,
  new           int         not null,
  fixed         int         not null,
  baseline      int         not null,
  constraint examination_pk primary key (step_id),
  constraint examination_workflow_fk foreign key (workflow_id) references workflow (id) on delete cascade
);
create index examination_target_idx on examination (target_name, project, examined_at desc);
create index examination_workflow_idx on examination (workflow_id);

-- Lines of work on one target: what their steps tell each other, and which commands are satisfied on which content.
create table session (
  id         uuid        not null,
  target     text        not null,
  name       text,
  status     text        not null,
  state      jsonb       not null,
  sequence   bigint      not null,
  created_at timestamptz not null,
  used_at    timestamptz not null,
  constraint session_pk primary key (id)
) with (fillfactor = 70);

create index session_open_idx on session (used_at) where status = 'OPEN';

create table session_event (
  session_id uuid        not null,
  sequence   bigint      not null,
  type       text        not null,
  at         timestamptz not null,
  data       jsonb       not null,
  constraint session_event_pk primary key (session_id, sequence),
  constraint session_event_session_fk foreign key (session_id) references session (id) on delete cascade
);

create table satisfied (
  session_id uuid        not null,
  command    text        not null,
  tree       text        not null,
  by         text        not null,
  at         timestamptz not null,
  constraint satisfied_pk primary key (session_id, command, tree),
  constraint satisfied_session_fk foreign key (session_id) references session (id) on delete cascade
);

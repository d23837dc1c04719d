-- Who is on the way to somebody who vouches for them, by a hash of what their browser keeps meanwhile.
create table sign_in (
  id       bytea       not null,
  request  text        not null,
  begun_at timestamptz not null,
  constraint sign_in_pk primary key (id)
);

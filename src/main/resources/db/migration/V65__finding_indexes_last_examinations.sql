-- Finds the last examination of a branch or tag by a command without reading those of all others.
create index examination_last_idx
  on examination (target_name, project, command, coalesce(ref, ''), examined_at desc);

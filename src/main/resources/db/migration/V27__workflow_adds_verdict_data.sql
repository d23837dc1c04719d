-- Decisions are stored as data instead of sentences: the verdicts of the gates, and the workflow that an attempt reuses.
-- Earlier versions wrote the verdicts as sentences into attempt.verdicts, which is still read; older nodes that run in
-- parallel ignore the new columns.
alter table attempt
  add column gate_verdicts jsonb,
  add column reused_from   text;

-- Only reruns reuse results, and each reused attempt has exactly one stage, which names the origin.
update attempt a
set reused_from = substr(a.stages -> 0 ->> 'detail', length('taken over from ') + 1)
from workflow w
join phase p on p.workflow_id = w.id
join step s on s.phase_id = p.id
where w.origin is not null and a.step_id = s.id and jsonb_array_length(a.stages) = 1
  and starts_with(a.stages -> 0 ->> 'detail', 'taken over from ');

-- Executions are listed by when they ended, and answers of gates by when they came.
create index attempt_ended_idx on attempt (ended_at desc) where ended_at is not null;
create index event_gates_idx on event (at desc) where type = 'gates_judged';

-- What the spans of a workflow go on from, as W3C Trace Context has it: a claim may be another node's and much later.
alter table workflow add column trace_parent text;

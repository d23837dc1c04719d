-- What a step that has begun waits for: a free agent, room on the node, a calmer machine.
alter table step add column waits_for text;

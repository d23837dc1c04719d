-- How much a node takes on, and why. Nodes of the version before say neither, and take on all that they offer.
alter table node add column load double precision not null default 0;
alter table node add column strategy text not null default 'AGGRESSIVE';

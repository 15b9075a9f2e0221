-- Who hosts a community, one row per person: declared on the member list, or by hand. A host is a
-- public role, not a private person. Learning and development looks after a community like a host.
create or replace view hosts as
select community, person
from roster
where host
union
select role.community, person.person
from role
join person on person.identity = role.person
where role.role in ('host', 'l&d');

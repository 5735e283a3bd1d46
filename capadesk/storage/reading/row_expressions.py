"""What a row of `r` shows of the records that it refers to, as SQL expressions."""

from __future__ import annotations

CITY = "coalesce((SELECT c.name FROM city c WHERE c.id = r.city_id), '')"
CITY_KEY = "coalesce((SELECT c.name_key FROM city c WHERE c.id = r.city_id), '')"
EVENT_TITLE = "coalesce((SELECT e.title FROM event e WHERE e.id = r.event_id), '')"
OWNER = (
    "coalesce((SELECT trim(p.given_name || ' ' || p.family_name) FROM person p"
    " WHERE p.id = r.owner_person_id),"
    " (SELECT o.name FROM organisation o WHERE o.id = r.owner_organisation_id), '')"
)
_MAIN_AFFILIATION = (
    "SELECT {what} FROM affiliation a JOIN organisation o ON o.id = a.organisation_id"
    " WHERE a.person_id = r.id AND a.deleted = '' ORDER BY a.is_main DESC, a.end IS NOT NULL, a.seq LIMIT 1"
)
ORGANISATION = f"coalesce(({_MAIN_AFFILIATION.format(what='o.name')}), '')"
ORGANISATION_KEY = f"coalesce(({_MAIN_AFFILIATION.format(what='o.name_key')}), '')"
POSITION = f"coalesce(({_MAIN_AFFILIATION.format(what='a.role')}), '')"
# The unary plus keeps SQLite from searching by whom the participation names: the event is far narrower.
ORGANISERS = (
    "coalesce((SELECT group_concat(name, ', ') FROM (SELECT coalesce(nullif(o.short_name, ''), o.name)"
    " AS name"
    " FROM participation p JOIN organisation o ON o.id = p.organisation_id"
    " WHERE p.event_id = r.id AND p.deleted = '' AND +p.person_id IS NULL"
    " AND p.role IN ('organiser', 'co_organiser') ORDER BY p.role DESC, o.name_key) named), '')"
)
_TAG_NAMES = (
    "coalesce((SELECT group_concat(name, ', ') FROM (SELECT g.name AS name"
    " FROM tagging t JOIN tag g ON g.id = t.tag_id AND g.deleted = ''"
    " WHERE t.{link} = r.id AND t.deleted = '' ORDER BY g.name_key) named), '')"
)
EVENT_TAGS = _TAG_NAMES.format(link="event_id")
PERSON_TAGS = _TAG_NAMES.format(link="person_id")
ORGANISATION_TAGS = _TAG_NAMES.format(link="organisation_id")
ATTENDED = (
    "(SELECT count(*) FROM participation p WHERE p.event_id = r.id AND p.deleted = ''"
    " AND +p.person_id IS NOT NULL AND p.status = 'attended')"
    " + (SELECT coalesce(sum(h.count), 0) FROM head_count h WHERE h.event_id = r.id AND h.deleted = '')"
)
ACTIONS_OPEN = (
    "(SELECT count(*) FROM action a WHERE a.event_id = r.id AND a.deleted = ''"
    " AND a.status IN ('open', 'in_progress'))"
)

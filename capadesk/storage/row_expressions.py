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

CREATE TABLE change (
    record_id BLOB NOT NULL,
    stamp BLOB NOT NULL,
    kind TEXT NOT NULL,
    payload TEXT NOT NULL,
    PRIMARY KEY (record_id, stamp)
)
 WITHOUT ROWID;
CREATE INDEX ix_change_stamp ON change (stamp);
CREATE TABLE change_block (
    number INTEGER NOT NULL,
    stamp BLOB NOT NULL,
    kind TEXT NOT NULL,
    operation TEXT NOT NULL,
    first_id BLOB NOT NULL,
    last_id BLOB NOT NULL,
    record_count INTEGER NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (number)
);
CREATE INDEX ix_change_block_ids ON change_block (kind, first_id, last_id);
CREATE INDEX ix_change_block_stamp ON change_block (stamp);
CREATE TABLE change_set (
    arrival INTEGER NOT NULL,
    stamp BLOB NOT NULL,
    replica BLOB NOT NULL,
    previous BLOB,
    time TEXT NOT NULL,
    author TEXT NOT NULL,
    label TEXT NOT NULL,
    label_data TEXT NOT NULL,
    role TEXT NOT NULL,
    undoes BLOB,
    record_count INTEGER NOT NULL,
    created_counts TEXT NOT NULL,
    schema_version INTEGER NOT NULL,
    received TEXT NOT NULL,
    PRIMARY KEY (arrival),
    UNIQUE (stamp)
);
CREATE INDEX ix_change_set_replica ON change_set (replica, stamp);
CREATE INDEX ix_change_set_undoes ON change_set (undoes) WHERE undoes IS NOT NULL;
CREATE TABLE city (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    country TEXT NOT NULL,
    status TEXT NOT NULL,
    mission_label_precision TEXT NOT NULL,
    mission_label_start TEXT NOT NULL,
    mission_label_end TEXT NOT NULL,
    mission_label_zone TEXT NOT NULL,
    mission_label_sort TEXT NOT NULL,
    mission_label_first_day TEXT NOT NULL,
    mission_label_last_day TEXT NOT NULL,
    website TEXT NOT NULL,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
);
CREATE INDEX ix_city_created ON city (created_stamp);
CREATE INDEX ix_city_name_key ON city (name_key);
CREATE TABLE code_item (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    code_list TEXT NOT NULL,
    code TEXT NOT NULL,
    label TEXT NOT NULL,
    family TEXT NOT NULL,
    position INTEGER NOT NULL,
    is_retired INTEGER NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
);
CREATE INDEX ix_code_item_created ON code_item (created_stamp);
CREATE TABLE field_stamp (
    record_id BLOB NOT NULL,
    field TEXT NOT NULL,
    stamp BLOB NOT NULL,
    PRIMARY KEY (record_id, field)
)
 WITHOUT ROWID;
CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE platform (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    country TEXT NOT NULL,
    time_zone TEXT NOT NULL,
    language TEXT NOT NULL,
    participation TEXT NOT NULL,
    coordinating_structure TEXT NOT NULL,
    national_partners TEXT NOT NULL,
    website TEXT NOT NULL,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
);
CREATE INDEX ix_platform_created ON platform (created_stamp);
CREATE TABLE project (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    acronym TEXT NOT NULL,
    grant_number TEXT NOT NULL,
    programme TEXT NOT NULL,
    start TEXT,
    "end" TEXT,
    website TEXT NOT NULL,
    is_own INTEGER NOT NULL,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
);
CREATE INDEX ix_project_created ON project (created_stamp);
CREATE TABLE rival (
    record_id BLOB NOT NULL,
    field TEXT NOT NULL,
    stamp BLOB NOT NULL,
    kind TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (record_id, field, stamp)
)
 WITHOUT ROWID;
CREATE TABLE tag (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    "group" TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id)
);
CREATE INDEX ix_tag_created ON tag (created_stamp);
CREATE TABLE waiting (
    stamp BLOB NOT NULL,
    payload BLOB NOT NULL,
    PRIMARY KEY (stamp)
);
CREATE TABLE organisation (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    short_name TEXT NOT NULL,
    helix TEXT NOT NULL,
    level TEXT NOT NULL,
    flags TEXT NOT NULL,
    country TEXT NOT NULL,
    city_id BLOB,
    parent_id BLOB,
    legal_form TEXT NOT NULL,
    website TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    address TEXT NOT NULL,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(city_id) REFERENCES city (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(parent_id) REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_organisation_city_id ON organisation (city_id);
CREATE INDEX ix_organisation_country ON organisation (country);
CREATE INDEX ix_organisation_created ON organisation (created_stamp);
CREATE INDEX ix_organisation_helix ON organisation (helix);
CREATE INDEX ix_organisation_level ON organisation (level);
CREATE INDEX ix_organisation_name_key ON organisation (name_key);
CREATE INDEX ix_organisation_parent_id ON organisation (parent_id);
CREATE TABLE person (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    given_name TEXT NOT NULL,
    given_name_key TEXT NOT NULL,
    family_name TEXT NOT NULL,
    family_name_key TEXT NOT NULL,
    honorific TEXT NOT NULL,
    email TEXT NOT NULL,
    phone TEXT NOT NULL,
    mobile TEXT NOT NULL,
    language TEXT NOT NULL,
    country TEXT NOT NULL,
    city_id BLOB,
    lawful_basis TEXT NOT NULL,
    data_source TEXT NOT NULL,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(city_id) REFERENCES city (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_person_city_id ON person (city_id);
CREATE INDEX ix_person_country ON person (country);
CREATE INDEX ix_person_created ON person (created_stamp);
CREATE INDEX ix_person_email ON person (email);
CREATE INDEX ix_person_family_name_key ON person (family_name_key);
CREATE TABLE series (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    name TEXT NOT NULL,
    name_key TEXT NOT NULL,
    goal TEXT NOT NULL,
    project_id BLOB,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(project_id) REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_series_created ON series (created_stamp);
CREATE INDEX ix_series_project_id ON series (project_id);
CREATE TABLE affiliation (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    person_id BLOB NOT NULL,
    organisation_id BLOB NOT NULL,
    role TEXT NOT NULL,
    start TEXT,
    "end" TEXT,
    is_main INTEGER NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(organisation_id) REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_affiliation_created ON affiliation (created_stamp);
CREATE INDEX ix_affiliation_organisation_id ON affiliation (organisation_id);
CREATE INDEX ix_affiliation_person_id ON affiliation (person_id);
CREATE TABLE event (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    title TEXT NOT NULL,
    title_key TEXT NOT NULL,
    uid TEXT NOT NULL,
    kind TEXT NOT NULL,
    status TEXT NOT NULL,
    when_precision TEXT NOT NULL,
    when_start TEXT NOT NULL,
    when_end TEXT NOT NULL,
    when_zone TEXT NOT NULL,
    when_sort TEXT NOT NULL,
    when_first_day TEXT NOT NULL,
    when_last_day TEXT NOT NULL,
    mode TEXT NOT NULL,
    venue TEXT NOT NULL,
    city_id BLOB,
    country TEXT NOT NULL,
    website TEXT NOT NULL,
    online_link TEXT NOT NULL,
    languages TEXT NOT NULL,
    project_role TEXT NOT NULL,
    project_id BLOB,
    series_id BLOB,
    series_event_id BLOB,
    original_start TEXT NOT NULL,
    recurrence TEXT NOT NULL,
    exceptions TEXT NOT NULL,
    description TEXT NOT NULL,
    objectives TEXT NOT NULL,
    agenda TEXT NOT NULL,
    minutes TEXT NOT NULL,
    minutes_status TEXT NOT NULL,
    lessons TEXT NOT NULL,
    notes TEXT NOT NULL,
    visibility TEXT NOT NULL,
    source_key TEXT NOT NULL,
    sequence INTEGER NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(city_id) REFERENCES city (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(project_id) REFERENCES project (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(series_id) REFERENCES series (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(series_event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_event_city_id ON event (city_id);
CREATE INDEX ix_event_country ON event (country);
CREATE INDEX ix_event_created ON event (created_stamp);
CREATE INDEX ix_event_kind ON event (kind);
CREATE INDEX ix_event_project_id ON event (project_id);
CREATE INDEX ix_event_series_event_id ON event (series_event_id);
CREATE INDEX ix_event_series_id ON event (series_id);
CREATE INDEX ix_event_source_key ON event (source_key);
CREATE INDEX ix_event_status ON event (status);
CREATE INDEX ix_event_title_key ON event (title_key);
CREATE INDEX ix_event_uid ON event (uid);
CREATE INDEX ix_event_when_sort ON event (when_sort);
CREATE TABLE decision (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    decided_by TEXT NOT NULL,
    decided_on TEXT,
    status TEXT NOT NULL,
    agenda_item TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_decision_created ON decision (created_stamp);
CREATE INDEX ix_decision_decided_on ON decision (decided_on);
CREATE INDEX ix_decision_event_id ON decision (event_id);
CREATE TABLE head_count (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    presence TEXT NOT NULL,
    "group" TEXT NOT NULL,
    count INTEGER NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_head_count_created ON head_count (created_stamp);
CREATE INDEX ix_head_count_event_id ON head_count (event_id);
CREATE TABLE interaction (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    when_precision TEXT NOT NULL,
    when_start TEXT NOT NULL,
    when_end TEXT NOT NULL,
    when_zone TEXT NOT NULL,
    when_sort TEXT NOT NULL,
    when_first_day TEXT NOT NULL,
    when_last_day TEXT NOT NULL,
    channel TEXT NOT NULL,
    subject TEXT NOT NULL,
    summary TEXT NOT NULL,
    person_id BLOB,
    organisation_id BLOB,
    event_id BLOB,
    follow_up TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(organisation_id) REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_interaction_created ON interaction (created_stamp);
CREATE INDEX ix_interaction_event_id ON interaction (event_id);
CREATE INDEX ix_interaction_organisation_id ON interaction (organisation_id);
CREATE INDEX ix_interaction_person_id ON interaction (person_id);
CREATE TABLE participation (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB NOT NULL,
    person_id BLOB,
    organisation_id BLOB,
    role TEXT NOT NULL,
    status TEXT NOT NULL,
    presence TEXT NOT NULL,
    is_outsider INTEGER NOT NULL,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(organisation_id) REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_participation_created ON participation (created_stamp);
CREATE INDEX ix_participation_event_id ON participation (event_id);
CREATE INDEX ix_participation_organisation_id ON participation (organisation_id);
CREATE INDEX ix_participation_person_id ON participation (person_id);
CREATE TABLE tagging (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    tag_id BLOB NOT NULL,
    event_id BLOB,
    organisation_id BLOB,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(tag_id) REFERENCES tag (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(organisation_id) REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_tagging_created ON tagging (created_stamp);
CREATE INDEX ix_tagging_event_id ON tagging (event_id);
CREATE INDEX ix_tagging_organisation_id ON tagging (organisation_id);
CREATE INDEX ix_tagging_tag_id ON tagging (tag_id);
CREATE TABLE action (
    seq INTEGER NOT NULL,
    id BLOB NOT NULL,
    event_id BLOB,
    decision_id BLOB,
    number TEXT NOT NULL,
    text TEXT NOT NULL,
    owner_person_id BLOB,
    owner_organisation_id BLOB,
    due TEXT,
    priority TEXT NOT NULL,
    status TEXT NOT NULL,
    source_item TEXT NOT NULL,
    done_on TEXT,
    notes TEXT NOT NULL,
    deleted TEXT NOT NULL,
    created_stamp BLOB NOT NULL,
    changed_stamp BLOB NOT NULL,
    PRIMARY KEY (seq),
    UNIQUE (id),
    FOREIGN KEY(event_id) REFERENCES event (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(decision_id) REFERENCES decision (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(owner_person_id) REFERENCES person (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(owner_organisation_id) REFERENCES organisation (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX ix_action_created ON action (created_stamp);
CREATE INDEX ix_action_decision_id ON action (decision_id);
CREATE INDEX ix_action_due ON action (due);
CREATE INDEX ix_action_event_id ON action (event_id);
CREATE INDEX ix_action_owner_organisation_id ON action (owner_organisation_id);
CREATE INDEX ix_action_owner_person_id ON action (owner_person_id);
CREATE INDEX ix_action_status ON action (status);
CREATE VIRTUAL TABLE search USING fts5(title, body, tokenize='unicode61 remove_diacritics 2', prefix='1 2 3');

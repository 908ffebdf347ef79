-- Contact-safety profiles, and conversations that a person holds.

-- What was agreed about reaching a young person. Hours and the kind of device are plain, for the gate; what
-- names somebody, and the agreed words, are sealed. The words are heard by keyed indexes.
CREATE TABLE contact_profiles (
    young_person_id UUID NOT NULL,
    device TEXT DEFAULT 'unknown' NOT NULL,
    windows JSONB,
    safety_replies TEXT DEFAULT 'any_hour' NOT NULL,
    opening TEXT DEFAULT 'plain' NOT NULL,
    languages JSONB DEFAULT '{}'::jsonb NOT NULL,
    details_sealed BYTEA,
    safe_word_sealed BYTEA,
    safe_word_indexes BYTEA[],
    danger_word_sealed BYTEA,
    danger_word_indexes BYTEA[],
    changed_at timestamptz NOT NULL,
    changed_by UUID,
    CONSTRAINT contact_profiles_pkey PRIMARY KEY (young_person_id),
    CONSTRAINT contact_profiles_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT contact_profiles_changed_by_fkey FOREIGN KEY(changed_by) REFERENCES practitioners (id)
);

CREATE TABLE contact_changes (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    at timestamptz NOT NULL,
    practitioner_id UUID NOT NULL,
    field TEXT NOT NULL,
    before_sealed BYTEA,
    after_sealed BYTEA,
    CONSTRAINT contact_changes_pkey PRIMARY KEY (id),
    CONSTRAINT contact_changes_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT contact_changes_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);
CREATE INDEX contact_changes_young_person_id_at_idx ON contact_changes (young_person_id, at);

CREATE TABLE consents (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    at timestamptz NOT NULL,
    practitioner_id UUID NOT NULL,
    given BOOLEAN NOT NULL,
    detail_sealed BYTEA NOT NULL,
    CONSTRAINT consents_pkey PRIMARY KEY (id),
    CONSTRAINT consents_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT consents_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);
CREATE INDEX consents_young_person_id_at_idx ON consents (young_person_id, at);

-- Who holds a conversation, and who held it before: at most one person at a time.
CREATE TABLE takeovers (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    shown_name_sealed BYTEA NOT NULL,
    since timestamptz NOT NULL,
    active_at timestamptz NOT NULL,
    late_at timestamptz,
    until timestamptz,
    ended_by UUID,
    ending TEXT,
    CONSTRAINT takeovers_pkey PRIMARY KEY (id),
    CONSTRAINT takeovers_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT takeovers_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id),
    CONSTRAINT takeovers_ended_by_fkey FOREIGN KEY(ended_by) REFERENCES practitioners (id)
);
CREATE INDEX takeovers_young_person_id_since_idx ON takeovers (young_person_id, since);
CREATE UNIQUE INDEX takeovers_current_idx ON takeovers (young_person_id) WHERE until IS NULL;

-- What somebody was writing when their sign-in ran out or the text was not ready to be sent.
CREATE TABLE drafts (
    young_person_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    body_sealed BYTEA NOT NULL,
    saved_at timestamptz NOT NULL,
    CONSTRAINT drafts_pkey PRIMARY KEY (young_person_id, practitioner_id),
    CONSTRAINT drafts_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT drafts_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);

ALTER TABLE messages ADD COLUMN written_by UUID;
ALTER TABLE messages ADD CONSTRAINT messages_written_by_fkey FOREIGN KEY (written_by) REFERENCES practitioners (id);
ALTER TABLE dispatches ADD COLUMN held_until timestamptz;
ALTER TABLE dispatches ADD COLUMN neutral BOOLEAN DEFAULT false NOT NULL;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['contact_profiles', 'contact_changes', 'consents', 'takeovers', 'drafts']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['contact_profiles', 'consents', 'takeovers']
    LOOP
        EXECUTE format('CREATE POLICY worker_all ON %s TO hafan_worker USING (true) WITH CHECK (true)', name);
    END LOOP;
    FOREACH name IN ARRAY ARRAY['contact_profiles', 'contact_changes', 'consents', 'takeovers']
    LOOP
        EXECUTE format('CREATE POLICY web_sees ON %s TO hafan_web USING (hafan_sees(young_person_id))'
                       ' WITH CHECK (hafan_sees(young_person_id))', name);
    END LOOP;
END $$;
CREATE POLICY web_own ON drafts TO hafan_web
    USING (practitioner_id = hafan_user() AND hafan_sees(young_person_id))
    WITH CHECK (practitioner_id = hafan_user() AND hafan_sees(young_person_id));
CREATE POLICY intake_reads ON contact_profiles FOR SELECT TO hafan_intake USING (true);

-- The worker asks the gate's questions and ends what nobody holds any more; nothing of the profile is its to change.
GRANT SELECT (young_person_id, device, windows, safety_replies, opening, languages, details_sealed,
    safe_word_indexes, danger_word_indexes) ON contact_profiles TO hafan_worker;
GRANT SELECT (young_person_id, at, given) ON consents TO hafan_worker;
GRANT SELECT ON takeovers TO hafan_worker;
GRANT UPDATE (until, ending, late_at) ON takeovers TO hafan_worker;
-- Intake hears the agreed words; it learns neither them nor anything else that was agreed.
GRANT SELECT (young_person_id, safe_word_indexes, danger_word_indexes) ON contact_profiles TO hafan_intake;

GRANT SELECT, INSERT, UPDATE ON contact_profiles TO hafan_web;
GRANT SELECT, INSERT ON contact_changes, consents TO hafan_web;
GRANT SELECT, INSERT ON takeovers TO hafan_web;
GRANT UPDATE (active_at, until, ended_by, ending) ON takeovers TO hafan_web;
GRANT SELECT, INSERT, UPDATE, DELETE ON drafts TO hafan_web;

-- A person writes from the pages: only outgoing texts, only under their own name or as the service's notice.
GRANT INSERT ON messages, dispatches, tasks TO hafan_web;
GRANT UPDATE (status, withheld_reason, settled_at) ON dispatches TO hafan_web;
GRANT UPDATE (closed_at) ON check_ins TO hafan_web;
GRANT UPDATE (language, last_language) ON young_people TO hafan_web;
CREATE POLICY web_closes ON check_ins FOR UPDATE TO hafan_web
    USING (hafan_sees(young_person_id)) WITH CHECK (hafan_sees(young_person_id));
CREATE POLICY web_writes_as_person ON messages AS RESTRICTIVE FOR INSERT TO hafan_web
    WITH CHECK (NOT inbound AND written_by = hafan_user());

-- Messages released for trainers, redacted, and what became of them.

-- That the assistant was unsure of a message, or that somebody of the staff says it misunderstood one: no words.
CREATE TABLE unsure_messages (
    message_id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    reason TEXT NOT NULL,
    practitioner_id UUID,
    noted_at timestamptz NOT NULL,
    set_aside_at timestamptz,
    CONSTRAINT unsure_messages_pkey PRIMARY KEY (message_id),
    CONSTRAINT unsure_messages_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages (id),
    CONSTRAINT unsure_messages_young_person_id_fkey FOREIGN KEY (young_person_id) REFERENCES young_people (id),
    CONSTRAINT unsure_messages_practitioner_id_fkey FOREIGN KEY (practitioner_id) REFERENCES practitioners (id),
    CONSTRAINT unsure_messages_somebody_says_so CHECK ((reason = 'practitioner') = (practitioner_id IS NOT NULL))
);
CREATE INDEX unsure_messages_young_person_id_idx ON unsure_messages (young_person_id);

-- What trainers see: redacted words and a day. Nothing in it leads anywhere.
CREATE TABLE released_messages (
    id UUID NOT NULL,
    text_sealed BYTEA NOT NULL,
    language TEXT NOT NULL,
    topics JSONB NOT NULL,
    audience TEXT NOT NULL,
    released_on DATE NOT NULL,
    forget_on DATE NOT NULL,
    settled_on DATE,
    CONSTRAINT released_messages_pkey PRIMARY KEY (id),
    CONSTRAINT released_messages_language CHECK (language IN ('en', 'cy')),
    CONSTRAINT released_messages_audience CHECK (audience IN ('trainers', 'leads'))
);

-- The one way back, for whoever works with the young person: so that a release can be taken back.
CREATE TABLE release_links (
    released_id UUID NOT NULL,
    message_id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    released_by UUID NOT NULL,
    released_at timestamptz NOT NULL,
    CONSTRAINT release_links_pkey PRIMARY KEY (released_id),
    CONSTRAINT release_links_message_id_key UNIQUE (message_id),
    CONSTRAINT release_links_released_id_fkey FOREIGN KEY (released_id) REFERENCES released_messages (id)
        ON DELETE CASCADE,
    CONSTRAINT release_links_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages (id),
    CONSTRAINT release_links_young_person_id_fkey FOREIGN KEY (young_person_id) REFERENCES young_people (id),
    CONSTRAINT release_links_released_by_fkey FOREIGN KEY (released_by) REFERENCES practitioners (id)
);
CREATE INDEX release_links_young_person_id_idx ON release_links (young_person_id);

-- Counts, which stay when the messages are forgotten.
CREATE TABLE review_outcomes (
    month DATE NOT NULL,
    language TEXT NOT NULL,
    outcome TEXT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT review_outcomes_pkey PRIMARY KEY (month, language, outcome, reason)
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['unsure_messages', 'released_messages', 'release_links', 'review_outcomes']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

-- Whether the signed-in member works with whoever wrote the message behind a release.
CREATE FUNCTION hafan_sees_release(release uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT hafan_cares() AND EXISTS (SELECT 1 FROM release_links
                                    WHERE released_id = release AND hafan_sees(young_person_id)) $$;

-- The only way in. What sounds like a disclosure never goes to trainers, whatever the page sent.
CREATE FUNCTION hafan_release(the_message uuid, release uuid, sealed bytea, spoken text, suggested jsonb,
    for_whom text, moment timestamptz, today date, forget date) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public AS $$
DECLARE person uuid;
BEGIN
    SELECT young_person_id INTO person FROM messages
    WHERE id = the_message AND inbound AND hafan_cares() AND hafan_sees(young_person_id);
    IF person IS NULL THEN RETURN 'absent'; END IF;
    IF for_whom = 'trainers' AND EXISTS (SELECT 1 FROM concerns WHERE message_id = the_message
                                         AND severity IN ('medium', 'high', 'emergency')) THEN
        RETURN 'grave';
    END IF;
    IF EXISTS (SELECT 1 FROM release_links WHERE message_id = the_message) THEN RETURN 'before'; END IF;
    INSERT INTO released_messages VALUES (release, sealed, spoken, suggested, for_whom, today, forget);
    INSERT INTO release_links VALUES (release, the_message, person, hafan_user(), moment);
    UPDATE unsure_messages SET set_aside_at = moment WHERE message_id = the_message AND set_aside_at IS NULL;
    RETURN 'released';
END $$;

CREATE FUNCTION hafan_take_back(release uuid) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public AS $$
BEGIN
    DELETE FROM released_messages WHERE id = release AND hafan_sees_release(id);
    RETURN FOUND;
END $$;

-- Done with: counted, out of everybody's list at once, and deleted by the next sweep.
CREATE FUNCTION hafan_settle_release(release uuid, became text, why text, today date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE spoken text;
BEGIN
    UPDATE released_messages SET settled_on = today
    WHERE id = release AND settled_on IS NULL
      AND (hafan_role() = 'trainer' AND audience = 'trainers'
           OR hafan_role() = 'safeguarding_lead' AND audience = 'leads')
    RETURNING language INTO spoken;
    IF spoken IS NULL THEN RETURN false; END IF;
    INSERT INTO review_outcomes VALUES (date_trunc('month', today)::date, spoken, became, why, 1)
    ON CONFLICT ON CONSTRAINT review_outcomes_pkey DO UPDATE SET count = review_outcomes.count + 1;
    RETURN true;
END $$;

-- Who released what is waiting, for the leads; not about whom.
CREATE FUNCTION hafan_releases() RETURNS TABLE (released_id uuid, released_by uuid) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = public AS
$$ SELECT released_id, released_by FROM release_links WHERE hafan_role() = 'safeguarding_lead' $$;

REVOKE EXECUTE ON FUNCTION hafan_sees_release(uuid), hafan_take_back(uuid), hafan_releases(),
    hafan_release(uuid, uuid, bytea, text, jsonb, text, timestamptz, date, date),
    hafan_settle_release(uuid, text, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hafan_sees_release(uuid), hafan_take_back(uuid), hafan_releases(),
    hafan_release(uuid, uuid, bytea, text, jsonb, text, timestamptz, date, date),
    hafan_settle_release(uuid, text, text, date) TO hafan_web;

-- Intake notes what the assistant was unsure of, and reads nothing back but whether it is there.
GRANT SELECT (message_id), INSERT ON unsure_messages TO hafan_intake;
CREATE POLICY intake_adds ON unsure_messages FOR INSERT TO hafan_intake WITH CHECK (reason = 'assistant');
CREATE POLICY intake_reads ON unsure_messages FOR SELECT TO hafan_intake USING (true);

-- The worker forgets.
GRANT SELECT (noted_at), DELETE ON unsure_messages TO hafan_worker;
GRANT SELECT (forget_on, settled_on), DELETE ON released_messages TO hafan_worker;
CREATE POLICY worker_forgets ON unsure_messages TO hafan_worker USING (true);
CREATE POLICY worker_forgets ON released_messages TO hafan_worker USING (true);

GRANT SELECT, INSERT, UPDATE (set_aside_at) ON unsure_messages TO hafan_web;
CREATE POLICY web_sees ON unsure_messages FOR SELECT TO hafan_web
    USING (hafan_cares() AND hafan_sees(young_person_id));
CREATE POLICY web_adds ON unsure_messages FOR INSERT TO hafan_web
    WITH CHECK (hafan_cares() AND hafan_sees(young_person_id) AND practitioner_id = hafan_user());
CREATE POLICY web_sets_aside ON unsure_messages FOR UPDATE TO hafan_web
    USING (hafan_cares() AND hafan_sees(young_person_id))
    WITH CHECK (hafan_cares() AND hafan_sees(young_person_id));

GRANT SELECT ON released_messages, release_links, review_outcomes TO hafan_web;
CREATE POLICY web_reads ON released_messages FOR SELECT TO hafan_web
    USING (settled_on IS NULL AND (hafan_role() = 'safeguarding_lead'
                                   OR (hafan_role() = 'trainer' AND audience = 'trainers')
                                   OR hafan_sees_release(id)));
CREATE POLICY web_sees ON release_links FOR SELECT TO hafan_web
    USING (hafan_cares() AND hafan_sees(young_person_id));
CREATE POLICY web_reads ON review_outcomes FOR SELECT TO hafan_web
    USING (hafan_role() IN ('trainer', 'safeguarding_lead'));

-- Proposed changes to rules, corpus and locked disclosures, and who approved them.

-- `content_sealed` and the reasons are composed words, sealed all the same: nobody can promise that none of them was a
-- young person's. `edition` counts how often the content was written; a check counts for the edition that it read.
CREATE TABLE safeguarding_changes (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    target TEXT NOT NULL,
    removes BOOLEAN NOT NULL,
    edition INTEGER DEFAULT 1 NOT NULL,
    content_sealed BYTEA NOT NULL,
    reason_sealed BYTEA NOT NULL,
    proposed_by UUID NOT NULL,
    proposed_at timestamptz NOT NULL,
    written_by UUID,
    written_at timestamptz,
    state TEXT DEFAULT 'open' NOT NULL,
    decided_by UUID,
    decided_at timestamptz,
    answer_sealed BYTEA,
    version INTEGER,
    CONSTRAINT safeguarding_changes_pkey PRIMARY KEY (id),
    CONSTRAINT safeguarding_changes_version_key UNIQUE (version),
    CONSTRAINT safeguarding_changes_proposed_by_fkey FOREIGN KEY(proposed_by) REFERENCES practitioners (id),
    CONSTRAINT safeguarding_changes_written_by_fkey FOREIGN KEY(written_by) REFERENCES practitioners (id),
    CONSTRAINT safeguarding_changes_decided_by_fkey FOREIGN KEY(decided_by) REFERENCES practitioners (id),
    CHECK (kind IN ('rule', 'corpus', 'locked')),
    CHECK (state IN ('open', 'approved', 'refused', 'taken_back')),
    CHECK ((state = 'open') = (decided_by IS NULL) AND (state = 'open') = (decided_at IS NULL)),
    CHECK ((state = 'approved') = (version IS NOT NULL)),
    -- Two leads for whatever takes effect: one answers for the words, another approves them.
    CHECK (state <> 'approved' OR (written_by IS NOT NULL AND decided_by <> written_by AND decided_by <> proposed_by))
);
CREATE INDEX safeguarding_changes_proposed_at_idx ON safeguarding_changes (proposed_at);

-- What the worker found when it checked one edition: only the worker can say so.
CREATE TABLE safeguarding_checks (
    id UUID NOT NULL,
    change_id UUID NOT NULL,
    edition INTEGER NOT NULL,
    asked_by UUID NOT NULL,
    asked_at timestamptz NOT NULL,
    state TEXT DEFAULT 'waiting' NOT NULL,
    step TEXT,
    share DOUBLE PRECISION DEFAULT 0 NOT NULL,
    seen_at timestamptz,
    ended_at timestamptz,
    version INTEGER,
    files TEXT,
    objections JSONB,
    found JSONB,
    CONSTRAINT safeguarding_checks_pkey PRIMARY KEY (id),
    CONSTRAINT safeguarding_checks_change_id_fkey FOREIGN KEY(change_id) REFERENCES safeguarding_changes (id),
    CONSTRAINT safeguarding_checks_asked_by_fkey FOREIGN KEY(asked_by) REFERENCES practitioners (id),
    CHECK (state IN ('waiting', 'running', 'done', 'failed')),
    CHECK (state <> 'done' OR (version IS NOT NULL AND files IS NOT NULL AND objections IS NOT NULL))
);
CREATE INDEX safeguarding_checks_change_id_asked_at_idx ON safeguarding_checks (change_id, asked_at);
CREATE UNIQUE INDEX safeguarding_checks_one_at_a_time ON safeguarding_checks (change_id)
    WHERE state IN ('waiting', 'running');

-- Which real messages a changed rule would have heard: nothing of them but which, in what language and how grave.
CREATE TABLE safeguarding_hits (
    check_id UUID NOT NULL,
    message_id UUID NOT NULL,
    turn TEXT NOT NULL,
    severity TEXT NOT NULL,
    language TEXT NOT NULL,
    CONSTRAINT safeguarding_hits_pkey PRIMARY KEY (check_id, message_id),
    CONSTRAINT safeguarding_hits_check_id_fkey FOREIGN KEY(check_id) REFERENCES safeguarding_checks (id) ON DELETE CASCADE,
    CONSTRAINT safeguarding_hits_message_id_fkey FOREIGN KEY(message_id) REFERENCES messages (id) ON DELETE CASCADE,
    CHECK (turn IN ('new', 'gone', 'kept'))
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['safeguarding_changes', 'safeguarding_checks', 'safeguarding_hits']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON %s TO hafan_web', name);
    END LOOP;
END $$;

-- Whoever screens must know what is in force; nothing else of these is theirs.
GRANT SELECT ON safeguarding_changes TO hafan_intake, hafan_worker;
CREATE POLICY intake_serves ON safeguarding_changes FOR SELECT TO hafan_intake USING (state = 'approved');
CREATE POLICY worker_reads ON safeguarding_changes FOR SELECT TO hafan_worker USING (true);

GRANT SELECT, UPDATE (state, step, share, seen_at, ended_at, version, files, objections, found)
    ON safeguarding_checks TO hafan_worker;
CREATE POLICY worker_all ON safeguarding_checks TO hafan_worker USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, DELETE ON safeguarding_hits TO hafan_worker;
CREATE POLICY worker_all ON safeguarding_hits TO hafan_worker USING (true) WITH CHECK (true);

-- Trainers see what they proposed themselves, and what is in force; real messages never.
CREATE POLICY web_reads ON safeguarding_changes FOR SELECT TO hafan_web
    USING (hafan_role() = 'safeguarding_lead'
           OR (hafan_role() = 'trainer' AND (proposed_by = hafan_user() OR state = 'approved')));
CREATE POLICY web_reads ON safeguarding_checks FOR SELECT TO hafan_web USING (hafan_role() = 'safeguarding_lead');
CREATE POLICY web_reads ON safeguarding_hits FOR SELECT TO hafan_web
    USING (hafan_role() = 'safeguarding_lead'
           AND EXISTS (SELECT 1 FROM messages WHERE messages.id = message_id AND hafan_sees(messages.young_person_id)));

-- Whatever the pages change goes through these, which ask by themselves who it is. What they refuse they name.
CREATE FUNCTION safeguarding_propose(change uuid, of_kind text, what text, takes_away boolean, content bytea,
    reason bytea, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE lead boolean := hafan_role() = 'safeguarding_lead';
BEGIN
    IF hafan_role() IS NULL OR hafan_role() NOT IN ('trainer', 'safeguarding_lead') THEN
        RAISE insufficient_privilege;
    END IF;
    INSERT INTO safeguarding_changes (id, kind, target, removes, content_sealed, reason_sealed, proposed_by, proposed_at,
        written_by, written_at)
    VALUES (change, of_kind, what, takes_away, content, reason, hafan_user(), at,
        CASE WHEN lead THEN hafan_user() END, CASE WHEN lead THEN at END);
    RETURN NULL;
END $$;

-- A lead answers for the words from now on; what an earlier edition was checked for counts no more.
CREATE FUNCTION safeguarding_write(change uuid, read integer, content bytea, reason bytea, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE held safeguarding_changes;
BEGIN
    IF hafan_role() IS DISTINCT FROM 'safeguarding_lead' THEN RAISE insufficient_privilege; END IF;
    SELECT * INTO held FROM safeguarding_changes WHERE id = change FOR UPDATE;
    IF held IS NULL OR held.state <> 'open' THEN RETURN 'decided'; END IF;
    IF held.edition <> read THEN RETURN 'edited'; END IF;
    UPDATE safeguarding_changes SET edition = edition + 1, content_sealed = content, reason_sealed = reason,
        written_by = hafan_user(), written_at = at WHERE id = change;
    RETURN NULL;
END $$;

CREATE FUNCTION safeguarding_check(checking uuid, change uuid, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE held safeguarding_changes;
BEGIN
    IF hafan_role() IS DISTINCT FROM 'safeguarding_lead' THEN RAISE insufficient_privilege; END IF;
    SELECT * INTO held FROM safeguarding_changes WHERE id = change FOR UPDATE;
    IF held IS NULL OR held.state <> 'open' THEN RETURN 'decided'; END IF;
    INSERT INTO safeguarding_checks (id, change_id, edition, asked_by, asked_at)
    VALUES (checking, change, held.edition, hafan_user(), at);
    RETURN NULL;
EXCEPTION WHEN unique_violation THEN
    RETURN 'checking';
END $$;

-- The version that is in force; every approval makes the next.
CREATE FUNCTION safeguarding_version() RETURNS integer
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT coalesce(max(version), 0) FROM safeguarding_changes $$;

-- What the second lead decides. `read` is the edition that they read and `now_files` the files as they are released: an
-- approval counts only when exactly that was checked, beside exactly what serves, and nothing spoke against it.
CREATE FUNCTION safeguarding_decide(change uuid, read integer, now_files text, decided text, answer bytea, at timestamptz)
RETURNS text LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE held safeguarding_changes; checked safeguarding_checks; mine boolean;
BEGIN
    IF hafan_role() IS NULL OR hafan_role() NOT IN ('trainer', 'safeguarding_lead')
        OR decided NOT IN ('approved', 'refused', 'taken_back') THEN RAISE insufficient_privilege; END IF;
    PERFORM pg_advisory_xact_lock(hashtext('safeguarding_changes'));
    SELECT * INTO held FROM safeguarding_changes WHERE id = change FOR UPDATE;
    mine := hafan_user() IN (held.proposed_by, held.written_by);
    IF decided = 'taken_back' THEN
        IF mine IS NOT TRUE THEN RAISE insufficient_privilege; END IF;
    ELSIF hafan_role() <> 'safeguarding_lead' THEN RAISE insufficient_privilege;
    END IF;
    IF held IS NULL OR held.state <> 'open' THEN RETURN 'decided'; END IF;
    IF held.edition <> read THEN RETURN 'edited'; END IF;
    IF decided = 'approved' THEN
        IF mine THEN RETURN 'own'; END IF;
        IF held.written_by IS NULL THEN RETURN 'nobody_answers'; END IF;
        SELECT * INTO checked FROM safeguarding_checks WHERE change_id = change ORDER BY asked_at DESC, id LIMIT 1;
        IF checked IS NULL OR checked.state <> 'done' OR checked.edition <> held.edition
            OR checked.version <> safeguarding_version() OR checked.files <> now_files THEN RETURN 'unchecked'; END IF;
        IF checked.objections <> '[]' THEN RETURN 'objections'; END IF;
    END IF;
    UPDATE safeguarding_changes SET state = decided, decided_by = hafan_user(), decided_at = at, answer_sealed = answer,
        version = CASE WHEN decided = 'approved' THEN safeguarding_version() + 1 END WHERE id = change;
    RETURN NULL;
END $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['safeguarding_propose(uuid, text, text, boolean, bytea, bytea, timestamptz)',
        'safeguarding_write(uuid, integer, bytea, bytea, timestamptz)', 'safeguarding_check(uuid, uuid, timestamptz)',
        'safeguarding_decide(uuid, integer, text, text, bytea, timestamptz)']
    LOOP
        EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', name);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hafan_web', name);
    END LOOP;
END $$;
REVOKE ALL ON FUNCTION safeguarding_version() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION safeguarding_version() TO hafan_web, hafan_worker, hafan_intake;

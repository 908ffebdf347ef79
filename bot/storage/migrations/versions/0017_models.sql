-- Models that were trained, compared, asked to be promoted, promoted and rolled back.

CREATE TABLE model_runs (
    id UUID NOT NULL,
    asked_by UUID NOT NULL,
    asked_at timestamptz NOT NULL,
    changes JSONB NOT NULL,
    state TEXT NOT NULL,
    step TEXT,
    share DOUBLE PRECISION DEFAULT 0 NOT NULL,
    began_at timestamptz,
    seen_at timestamptz,
    ended_at timestamptz,
    cancel_asked_at timestamptz,
    cancelled_by UUID,
    failure TEXT,
    version TEXT,
    CONSTRAINT model_runs_pkey PRIMARY KEY (id),
    CONSTRAINT model_runs_asked_by_fkey FOREIGN KEY(asked_by) REFERENCES practitioners (id),
    CONSTRAINT model_runs_cancelled_by_fkey FOREIGN KEY(cancelled_by) REFERENCES practitioners (id),
    CHECK (state IN ('waiting', 'running', 'done', 'failed', 'cancelled'))
);
-- Training takes the whole machine: one at a time, whoever asks and however many workers there are.
CREATE UNIQUE INDEX model_runs_one_at_a_time ON model_runs ((true)) WHERE state IN ('waiting', 'running');

CREATE TABLE model_requests (
    id UUID NOT NULL,
    version TEXT NOT NULL,
    asked_by UUID NOT NULL,
    asked_at timestamptz NOT NULL,
    reason_sealed BYTEA NOT NULL,
    decided_by UUID,
    decided_at timestamptz,
    decision TEXT,
    answer_sealed BYTEA,
    CONSTRAINT model_requests_pkey PRIMARY KEY (id),
    CONSTRAINT model_requests_asked_by_fkey FOREIGN KEY(asked_by) REFERENCES practitioners (id),
    CONSTRAINT model_requests_decided_by_fkey FOREIGN KEY(decided_by) REFERENCES practitioners (id),
    CHECK (decided_by <> asked_by),
    CHECK (decision IN ('approved', 'declined')),
    CHECK ((decision IS NULL) = (decided_by IS NULL) AND (decision IS NULL) = (decided_at IS NULL)
           AND (decision IS NULL) = (answer_sealed IS NULL))
);
CREATE UNIQUE INDEX model_requests_one_open ON model_requests (version) WHERE decision IS NULL;

CREATE TABLE model_swaps (
    id UUID NOT NULL,
    at timestamptz NOT NULL,
    kind TEXT NOT NULL,
    version TEXT NOT NULL,
    before TEXT,
    by UUID NOT NULL,
    request_id UUID,
    CONSTRAINT model_swaps_pkey PRIMARY KEY (id),
    CONSTRAINT model_swaps_by_fkey FOREIGN KEY(by) REFERENCES practitioners (id),
    CONSTRAINT model_swaps_request_id_fkey FOREIGN KEY(request_id) REFERENCES model_requests (id),
    CHECK (kind IN ('promoted', 'rolled_back')),
    CHECK ((kind = 'promoted') = (request_id IS NOT NULL))
);
CREATE INDEX model_swaps_at_idx ON model_swaps (at);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['model_runs', 'model_requests', 'model_swaps']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('GRANT SELECT ON %s TO hafan_web', name);
        EXECUTE format('CREATE POLICY web_reads ON %s FOR SELECT TO hafan_web '
                       'USING (hafan_role() IN (''trainer'', ''safeguarding_lead''))', name);
    END LOOP;
END $$;

-- The worker trains what was asked for, and says how it goes; what was asked for it cannot change.
GRANT SELECT, UPDATE (state, step, share, began_at, seen_at, ended_at, failure, version) ON model_runs TO hafan_worker;
CREATE POLICY worker_all ON model_runs TO hafan_worker USING (true) WITH CHECK (true);

-- Whatever the pages change goes through these, which ask by themselves who it is. What they refuse they name.
CREATE FUNCTION model_train(run uuid, changed jsonb, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF hafan_role() IS DISTINCT FROM 'trainer' THEN RAISE insufficient_privilege; END IF;
    INSERT INTO model_runs (id, asked_by, asked_at, changes, state) VALUES (run, hafan_user(), at, changed, 'waiting');
    RETURN NULL;
EXCEPTION WHEN unique_violation THEN
    RETURN 'already_training';
END $$;

-- One that waits ends at once, one that runs when its process has seen it; false when it had ended before.
CREATE FUNCTION model_cancel(run uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF hafan_role() IS DISTINCT FROM 'trainer' THEN RAISE insufficient_privilege; END IF;
    UPDATE model_runs SET cancel_asked_at = coalesce(cancel_asked_at, at), cancelled_by = coalesce(cancelled_by, hafan_user()),
        ended_at = CASE WHEN state = 'waiting' THEN at END,
        state = CASE WHEN state = 'waiting' THEN 'cancelled' ELSE state END
    WHERE id = run AND state IN ('waiting', 'running');
    RETURN FOUND;
END $$;

CREATE FUNCTION model_ask(request uuid, asked_for text, reason bytea, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF hafan_role() IS DISTINCT FROM 'trainer' THEN RAISE insufficient_privilege; END IF;
    INSERT INTO model_requests (id, version, asked_by, asked_at, reason_sealed)
    VALUES (request, asked_for, hafan_user(), at, reason);
    RETURN NULL;
EXCEPTION WHEN unique_violation THEN
    RETURN 'already_asked';
END $$;

-- What a second person decides; never whoever asked.
CREATE FUNCTION model_decide(request uuid, decided text, answer bytea, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE asker uuid; done text;
BEGIN
    IF hafan_role() IS NULL OR hafan_role() NOT IN ('trainer', 'safeguarding_lead') THEN
        RAISE insufficient_privilege;
    END IF;
    SELECT asked_by, decision INTO asker, done FROM model_requests WHERE id = request FOR UPDATE;
    IF asker IS NULL THEN RETURN 'unknown'; END IF;
    IF done IS NOT NULL THEN RETURN 'already_decided'; END IF;
    IF asker = hafan_user() THEN RETURN 'same_person'; END IF;
    UPDATE model_requests SET decided_by = hafan_user(), decided_at = at, decision = decided, answer_sealed = answer
    WHERE id = request;
    RETURN NULL;
END $$;

-- What serves from now on: a version whose approval the same member gave, or the one before.
CREATE FUNCTION model_swapped(swap uuid, what text, now_serving text, served text, approved uuid, at timestamptz)
RETURNS void LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF hafan_role() IS NULL OR hafan_role() NOT IN ('trainer', 'safeguarding_lead') THEN
        RAISE insufficient_privilege;
    END IF;
    IF what = 'promoted' AND NOT EXISTS (
        SELECT 1 FROM model_requests WHERE id = approved AND version = now_serving AND decision = 'approved'
           AND decided_by = hafan_user()
    ) THEN RAISE insufficient_privilege; END IF;
    INSERT INTO model_swaps (id, at, kind, version, before, by, request_id)
    VALUES (swap, at, what, now_serving, served, hafan_user(), approved);
END $$;

DO $$
DECLARE made regprocedure;
BEGIN
    FOREACH made IN ARRAY ARRAY['model_train(uuid, jsonb, timestamptz)', 'model_cancel(uuid, timestamptz)',
        'model_ask(uuid, text, bytea, timestamptz)', 'model_decide(uuid, text, bytea, timestamptz)',
        'model_swapped(uuid, text, text, text, uuid, timestamptz)']::regprocedure[]
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
        EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hafan_web', made);
    END LOOP;
END $$;

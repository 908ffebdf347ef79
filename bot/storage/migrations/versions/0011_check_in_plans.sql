-- Check-in plans, goals and sessions.

-- The conversation of a check-in: what it asks, in order (kinds of signals); until when the young person put it
-- off; and how often it was taken up again.
ALTER TABLE check_ins
    ADD COLUMN asks TEXT[] DEFAULT '{mood,sleep,safe,tell,contact_wish}'::text[] NOT NULL,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN times_resumed SMALLINT DEFAULT 0 NOT NULL;

-- What a young person's check-ins ask and when they come. Whoever has no row has the service's own plan.
CREATE TABLE check_in_plans (
    young_person_id UUID NOT NULL,
    name TEXT NOT NULL,
    items TEXT[] NOT NULL,
    minute SMALLINT NOT NULL,
    every_days SMALLINT,
    weekdays SMALLINT[] NOT NULL,
    after_one_to_one SMALLINT,
    after_group SMALLINT,
    reminder BOOLEAN NOT NULL,
    since timestamptz NOT NULL,
    changed_by UUID,
    CONSTRAINT check_in_plans_pkey PRIMARY KEY (young_person_id),
    CONSTRAINT check_in_plans_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT check_in_plans_changed_by_fkey FOREIGN KEY(changed_by) REFERENCES practitioners (id)
);

-- Goals in the young person's own words; one that ended keeps its answers.
CREATE TABLE goals (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    place SMALLINT NOT NULL,
    words_sealed BYTEA NOT NULL,
    since timestamptz NOT NULL,
    until timestamptz,
    CONSTRAINT goals_pkey PRIMARY KEY (id),
    CONSTRAINT goals_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CHECK (place BETWEEN 1 AND 3)
);
CREATE UNIQUE INDEX goals_current_idx ON goals (young_person_id, place) WHERE until IS NULL;

CREATE TABLE sessions (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    held_on DATE NOT NULL,
    created_by UUID NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT sessions_pkey PRIMARY KEY (id),
    CONSTRAINT sessions_created_by_fkey FOREIGN KEY(created_by) REFERENCES practitioners (id),
    CHECK (kind IN ('one_to_one', 'group'))
);

-- Who meets. A session is cancelled for each member, since others' young people are theirs to decide for.
CREATE TABLE session_members (
    session_id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    cancelled_at timestamptz,
    cancelled_by UUID,
    CONSTRAINT session_members_pkey PRIMARY KEY (session_id, young_person_id),
    CONSTRAINT session_members_session_id_fkey FOREIGN KEY(session_id) REFERENCES sessions (id),
    CONSTRAINT session_members_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT session_members_cancelled_by_fkey FOREIGN KEY(cancelled_by) REFERENCES practitioners (id)
);
CREATE INDEX session_members_young_person_id_idx ON session_members (young_person_id);

ALTER TABLE check_ins ADD COLUMN reminded_at timestamptz;
-- Why the next check-in comes then, and after which day's session, if it is that.
ALTER TABLE young_people ADD COLUMN next_check_in_reason TEXT, ADD COLUMN next_check_in_day DATE;

-- Whoever was asked every so many days goes on being asked so.
INSERT INTO check_in_plans (young_person_id, name, items, minute, every_days, weekdays, reminder, since)
SELECT id, 'every_few_days', '{mood,sleep,safe,tell,contact_wish}', 960, check_in_every_days, '{}', false, now()
FROM young_people;
UPDATE young_people SET next_check_in_reason = 'every_days' WHERE next_check_in_at IS NOT NULL;

DO $$
DECLARE before text := pg_get_functiondef('hafan_caseload(uuid)'::regprocedure);
BEGIN
    DROP FUNCTION hafan_caseload(uuid);
    EXECUTE replace(replace(before, 'check_in_every_days integer, ', ''), 'y.check_in_every_days, ', '');
END $$;
REVOKE EXECUTE ON FUNCTION hafan_caseload(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hafan_caseload(uuid) TO hafan_web;
ALTER TABLE young_people DROP COLUMN check_in_every_days;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['check_in_plans', 'goals', 'sessions', 'session_members']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY worker_all ON %s TO hafan_worker USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

-- A session is seen by whoever sees one of its members; of the others nothing.
CREATE FUNCTION hafan_sees_session(session uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM session_members WHERE session_id = session AND hafan_sees(young_person_id)) $$;
CREATE FUNCTION hafan_made_session(session uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM sessions WHERE id = session AND created_by = hafan_user()) $$;

GRANT SELECT ON check_in_plans, goals, sessions, session_members TO hafan_worker;
GRANT SELECT, INSERT, UPDATE ON check_in_plans TO hafan_web;
GRANT SELECT, INSERT, UPDATE (until) ON goals TO hafan_web;
GRANT SELECT, INSERT ON sessions TO hafan_web;
GRANT SELECT, INSERT, UPDATE (cancelled_at, cancelled_by) ON session_members TO hafan_web;
GRANT UPDATE (next_check_in_reason, next_check_in_day) ON young_people TO hafan_web, hafan_intake;
GRANT SELECT (next_check_in_reason, next_check_in_day) ON young_people TO hafan_intake;

CREATE POLICY web_sees ON check_in_plans TO hafan_web
    USING (hafan_sees(young_person_id)) WITH CHECK (hafan_sees(young_person_id) AND changed_by = hafan_user());
CREATE POLICY web_sees ON goals TO hafan_web
    USING (hafan_sees(young_person_id)) WITH CHECK (hafan_sees(young_person_id));
CREATE POLICY web_sees ON sessions FOR SELECT TO hafan_web USING (hafan_sees_session(id));
CREATE POLICY web_writes ON sessions FOR INSERT TO hafan_web WITH CHECK (created_by = hafan_user());
CREATE POLICY web_sees ON session_members FOR SELECT TO hafan_web USING (hafan_sees(young_person_id));
CREATE POLICY web_writes ON session_members FOR INSERT TO hafan_web
    WITH CHECK (hafan_sees(young_person_id) AND hafan_made_session(session_id));
CREATE POLICY web_cancels ON session_members FOR UPDATE TO hafan_web
    USING (hafan_sees(young_person_id)) WITH CHECK (hafan_sees(young_person_id) AND cancelled_by = hafan_user());

-- Adding a young person: whoever cares for young people may, and becomes the assigned one in the same transaction.
GRANT INSERT (id, data_key, name_sealed, phone_sealed, phone_index, language, last_language, next_check_in_at,
    next_check_in_reason, created_at) ON young_people TO hafan_web;
CREATE FUNCTION hafan_cares() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(hafan_role() IN ('practitioner', 'duty_manager', 'safeguarding_lead'), false) $$;
CREATE POLICY web_adds ON young_people FOR INSERT TO hafan_web WITH CHECK (hafan_cares());

-- Only of somebody whom this very transaction added, and who has nobody yet.
CREATE FUNCTION assignment_of_new(assignment uuid, person uuid, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO assignments (id, young_person_id, practitioner_id, capacity, since, assigned_by)
    SELECT assignment, person, hafan_user(), 'assigned', least(at, now()), hafan_user()
    WHERE hafan_cares()
      AND EXISTS (SELECT 1 FROM young_people WHERE id = person AND xmin = pg_current_xact_id()::xid)
      AND NOT EXISTS (SELECT 1 FROM assignments WHERE young_person_id = person)
    RETURNING true
$$;

-- Whose number it is already, without saying who: a text must come from one person.
CREATE FUNCTION number_belongs_to(number bytea) RETURNS text LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT CASE WHEN EXISTS (SELECT 1 FROM young_people WHERE phone_index = number) THEN 'young_person'
                WHEN EXISTS (SELECT 1 FROM practitioners WHERE phone_index = number AND active) THEN 'staff' END
    WHERE hafan_cares() OR session_user = current_user
$$;
REVOKE EXECUTE ON FUNCTION number_belongs_to(bytea), assignment_of_new(uuid, uuid, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION number_belongs_to(bytea), assignment_of_new(uuid, uuid, timestamptz) TO hafan_web;

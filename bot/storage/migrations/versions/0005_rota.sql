-- The rota: teams, working hours, leave and cover; drills; and the end of a ladder.
ALTER TABLE alerts
    ADD COLUMN team text NOT NULL DEFAULT 'default',
    ADD COLUMN drill boolean NOT NULL DEFAULT false,
    ADD COLUMN exhausted_at timestamptz,
    -- A drill is about nobody.
    ADD CHECK (NOT drill OR (young_person_id IS NULL AND unknown_message_id IS NULL));

CREATE TABLE team_members (
    practitioner_id uuid PRIMARY KEY REFERENCES practitioners,
    team text NOT NULL
);

CREATE TABLE working_hours (
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    weekday smallint NOT NULL CHECK (weekday BETWEEN 0 AND 6),
    since time NOT NULL,
    until time NOT NULL,
    PRIMARY KEY (practitioner_id, weekday),
    CHECK (since < until)
);

CREATE TABLE leave (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    entered_by uuid NOT NULL REFERENCES practitioners,
    entered_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK (since < until)
);
CREATE INDEX ON leave (practitioner_id, until);

CREATE TABLE cover (
    id uuid PRIMARY KEY,
    absent_id uuid NOT NULL REFERENCES practitioners,
    cover_id uuid NOT NULL REFERENCES practitioners,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    entered_by uuid NOT NULL REFERENCES practitioners,
    entered_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK (since < until),
    CHECK (absent_id <> cover_id)
);
CREATE INDEX ON cover (absent_id, until);
CREATE INDEX ON cover (cover_id, until);

CREATE TABLE on_call (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    team text,
    since timestamptz NOT NULL,
    until timestamptz NOT NULL,
    entered_by uuid NOT NULL REFERENCES practitioners,
    entered_at timestamptz NOT NULL,
    ended_at timestamptz,
    CHECK (since < until)
);
CREATE INDEX ON on_call (until);

CREATE TABLE lead_order (
    practitioner_id uuid PRIMARY KEY REFERENCES practitioners,
    place smallint NOT NULL
);

CREATE TABLE drills (
    alert_id uuid PRIMARY KEY REFERENCES alerts,
    started_by uuid REFERENCES practitioners,
    assigned_id uuid REFERENCES practitioners,
    deputy_id uuid REFERENCES practitioners,
    stopped_at timestamptz,
    stopped_by uuid REFERENCES practitioners
);

-- By which means somebody can be told. Who accepts messages and raises alerts sees no address.
CREATE FUNCTION hafan_reach(member uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT CASE WHEN phone_sealed IS NULL THEN '{}'::text[] ELSE '{text,call}'::text[] END
   FROM practitioners WHERE id = member AND active $$;

CREATE FUNCTION hafan_cares(member uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM practitioners WHERE id = member AND active
                  AND role IN ('practitioner', 'duty_manager', 'safeguarding_lead')) $$;

-- Whoever covers for somebody sees their young people for exactly that time.
CREATE FUNCTION hafan_covers(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM cover JOIN assignments ON assignments.practitioner_id = cover.absent_id
                  WHERE cover.cover_id = hafan_user() AND cover.ended_at IS NULL
                    AND cover.since <= now() AND cover.until > now()
                    AND assignments.young_person_id = person
                    AND assignments.since <= now()
                    AND (assignments.until IS NULL OR assignments.until > now())) $$;

-- Added to whatever earlier migrations let somebody see.
DO $$
DECLARE before text;
BEGIN
    SELECT prosrc INTO STRICT before FROM pg_proc WHERE oid = 'hafan_sees(uuid)'::regprocedure;
    EXECUTE format('CREATE OR REPLACE FUNCTION hafan_sees(person uuid) RETURNS boolean LANGUAGE sql STABLE
        SECURITY DEFINER SET search_path = public AS %L',
        format('SELECT (%s) OR hafan_covers(person)', before));
END $$;

-- What everybody who cares for young people must know, whoever it is about: how many alerts nobody has though
-- their whole ladder was told, and since when.
CREATE FUNCTION hafan_unheard(OUT alerts bigint, OUT since timestamptz) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT count(*), min(raised_at) FROM alerts
   WHERE exhausted_at IS NOT NULL AND acknowledged_at IS NULL AND closed_at IS NULL AND NOT drill
     AND hafan_cares(hafan_user()) $$;
CREATE INDEX alerts_unheard_idx ON alerts (raised_at) WHERE exhausted_at IS NOT NULL;

-- How many young people have nobody assigned who works here: for those who manage duty.
CREATE FUNCTION hafan_unassigned() RETURNS bigint LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT count(*) FROM young_people AS person WHERE person.active AND hafan_leads() AND NOT EXISTS (
       SELECT 1 FROM assignments JOIN practitioners ON practitioners.id = assignments.practitioner_id
       WHERE assignments.young_person_id = person.id AND assignments.capacity = 'assigned' AND practitioners.active
         AND assignments.since <= now() AND (assignments.until IS NULL OR assignments.until > now())) $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['team_members', 'working_hours', 'leave', 'cover', 'on_call', 'lead_order', 'drills']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY worker_reads ON %s FOR SELECT TO hafan_worker USING (true)', name);
        EXECUTE format('CREATE POLICY intake_reads ON %s FOR SELECT TO hafan_intake USING (true)', name);
        EXECUTE format('CREATE POLICY web_reads ON %s FOR SELECT TO hafan_web USING (hafan_cares(hafan_user()))', name);
        EXECUTE format('GRANT SELECT ON %s TO hafan_web, hafan_worker, hafan_intake', name);
    END LOOP;
END $$;

-- Everybody enters their own hours and leave and names their own cover; those who manage duty do so for others,
-- but hand no caseload to themselves.
GRANT INSERT, UPDATE, DELETE ON team_members, lead_order TO hafan_web;
GRANT INSERT, DELETE ON working_hours TO hafan_web;
GRANT INSERT, UPDATE (ended_at) ON leave, cover, on_call TO hafan_web;
CREATE POLICY web_writes ON team_members TO hafan_web USING (hafan_leads()) WITH CHECK (hafan_leads());
CREATE POLICY web_writes ON lead_order TO hafan_web
    USING (hafan_leads()) WITH CHECK (hafan_leads() AND hafan_cares(practitioner_id));
CREATE POLICY web_writes ON working_hours TO hafan_web
    USING (practitioner_id = hafan_user() OR hafan_leads()) WITH CHECK (practitioner_id = hafan_user() OR hafan_leads());
CREATE POLICY web_adds ON leave FOR INSERT TO hafan_web
    WITH CHECK (entered_by = hafan_user() AND (practitioner_id = hafan_user() OR hafan_leads()));
CREATE POLICY web_ends ON leave FOR UPDATE TO hafan_web
    USING (practitioner_id = hafan_user() OR hafan_leads()) WITH CHECK (practitioner_id = hafan_user() OR hafan_leads());
CREATE POLICY web_adds ON cover FOR INSERT TO hafan_web
    WITH CHECK (entered_by = hafan_user() AND hafan_cares(cover_id)
                AND (absent_id = hafan_user() OR (hafan_leads() AND cover_id <> hafan_user())));
CREATE POLICY web_ends ON cover FOR UPDATE TO hafan_web
    USING (absent_id = hafan_user() OR hafan_leads()) WITH CHECK (absent_id = hafan_user() OR hafan_leads());
CREATE POLICY web_adds ON on_call FOR INSERT TO hafan_web
    WITH CHECK (entered_by = hafan_user() AND hafan_leads());
CREATE POLICY web_ends ON on_call FOR UPDATE TO hafan_web USING (hafan_leads()) WITH CHECK (hafan_leads());

-- Those who manage duty start and stop drills, and read their reports; whoever is told of one acknowledges it.
GRANT INSERT, UPDATE (stopped_at, stopped_by) ON drills TO hafan_web;
GRANT INSERT (id, reference, severity, team, drill, opened_at, raised_at, next_step_at) ON alerts TO hafan_web;
CREATE POLICY web_starts ON drills FOR INSERT TO hafan_web
    WITH CHECK (hafan_leads() AND started_by = hafan_user());
CREATE POLICY web_stops ON drills FOR UPDATE TO hafan_web USING (hafan_leads()) WITH CHECK (hafan_leads());
CREATE POLICY web_starts_drills ON alerts FOR INSERT TO hafan_web WITH CHECK (drill AND hafan_leads());
CREATE POLICY web_sees_drills ON dispatches FOR SELECT TO hafan_web
    USING (hafan_leads() AND EXISTS (SELECT 1 FROM alerts WHERE alerts.id = alert_id AND alerts.drill));

GRANT SELECT (team, drill, exhausted_at, acknowledged_by), UPDATE (exhausted_at) ON alerts TO hafan_intake;
GRANT UPDATE (step, exhausted_at) ON alerts TO hafan_web;
GRANT SELECT (created_at) ON practitioners TO hafan_intake, hafan_worker;

-- What is done after an acknowledgement: actions, clocks, written reports, agencies, and false alarms.

-- An action is never changed: a further one corrects it, and names it.
CREATE TABLE alert_actions (
    id UUID NOT NULL,
    sequence BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    alert_id UUID NOT NULL,
    young_person_id UUID,
    practitioner_id UUID NOT NULL,
    recorded_at timestamptz NOT NULL,
    happened_at timestamptz NOT NULL,
    kind TEXT NOT NULL,
    reached BOOLEAN,
    agency TEXT,
    means TEXT,
    whom_sealed BYTEA,
    note_sealed BYTEA,
    corrects_id UUID,
    withdraws BOOLEAN DEFAULT false NOT NULL,
    report_id UUID,
    report_version INTEGER,
    CONSTRAINT alert_actions_pkey PRIMARY KEY (id),
    CONSTRAINT alert_actions_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alerts (id),
    CONSTRAINT alert_actions_young_person_id_fkey FOREIGN KEY (young_person_id) REFERENCES young_people (id),
    CONSTRAINT alert_actions_practitioner_id_fkey FOREIGN KEY (practitioner_id) REFERENCES practitioners (id),
    CONSTRAINT alert_actions_corrects_id_fkey FOREIGN KEY (corrects_id) REFERENCES alert_actions (id),
    CONSTRAINT alert_actions_correction_names_another CHECK ((kind = 'correction') = (corrects_id IS NOT NULL)),
    CONSTRAINT alert_actions_only_a_correction_withdraws CHECK (kind = 'correction' OR NOT withdraws)
);

CREATE INDEX alert_actions_alert_id_idx ON alert_actions (alert_id);

-- A clock that runs always has a next step; only an action of a person ends it.
CREATE TABLE clocks (
    id UUID NOT NULL,
    kind TEXT NOT NULL,
    alert_id UUID NOT NULL,
    young_person_id UUID,
    holder_id UUID NOT NULL,
    agency TEXT NOT NULL,
    started_at timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    step INTEGER DEFAULT 0 NOT NULL,
    next_step_at timestamptz,
    started_by UUID NOT NULL,
    stopped_by UUID,
    stopped_at timestamptz,
    CONSTRAINT clocks_pkey PRIMARY KEY (id),
    CONSTRAINT clocks_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alerts (id),
    CONSTRAINT clocks_young_person_id_fkey FOREIGN KEY (young_person_id) REFERENCES young_people (id),
    CONSTRAINT clocks_holder_id_fkey FOREIGN KEY (holder_id) REFERENCES practitioners (id),
    CONSTRAINT clocks_started_by_fkey FOREIGN KEY (started_by) REFERENCES alert_actions (id),
    CONSTRAINT clocks_stopped_by_fkey FOREIGN KEY (stopped_by) REFERENCES alert_actions (id),
    CONSTRAINT clocks_started_by_key UNIQUE (started_by),
    CONSTRAINT clocks_run_with_a_next_step CHECK ((stopped_at IS NULL) = (next_step_at IS NOT NULL)),
    CONSTRAINT clocks_stop_by_an_action CHECK ((stopped_at IS NULL) = (stopped_by IS NULL))
);

CREATE INDEX clocks_alert_id_idx ON clocks (alert_id);
CREATE INDEX clocks_young_person_id_idx ON clocks (young_person_id);
CREATE INDEX clocks_running_idx ON clocks (next_step_at) WHERE stopped_at IS NULL;

CREATE TABLE reports (
    id UUID NOT NULL,
    alert_id UUID NOT NULL,
    young_person_id UUID,
    agency TEXT NOT NULL,
    language TEXT NOT NULL,
    created_at timestamptz NOT NULL,
    created_by UUID NOT NULL,
    CONSTRAINT reports_pkey PRIMARY KEY (id),
    CONSTRAINT reports_alert_id_fkey FOREIGN KEY (alert_id) REFERENCES alerts (id),
    CONSTRAINT reports_young_person_id_fkey FOREIGN KEY (young_person_id) REFERENCES young_people (id),
    CONSTRAINT reports_created_by_fkey FOREIGN KEY (created_by) REFERENCES practitioners (id)
);

CREATE INDEX reports_alert_id_idx ON reports (alert_id);

ALTER TABLE alert_actions ADD CONSTRAINT alert_actions_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports (id);

-- Every version is kept as it was saved.
CREATE TABLE report_drafts (
    report_id UUID NOT NULL,
    version INTEGER NOT NULL,
    saved_at timestamptz NOT NULL,
    saved_by UUID NOT NULL,
    body_sealed BYTEA NOT NULL,
    CONSTRAINT report_drafts_pkey PRIMARY KEY (report_id, version),
    CONSTRAINT report_drafts_report_id_fkey FOREIGN KEY (report_id) REFERENCES reports (id),
    CONSTRAINT report_drafts_saved_by_fkey FOREIGN KEY (saved_by) REFERENCES practitioners (id)
);

-- Laid over data/safeguarding/agencies.yml: the newest row of an agency's contact holds.
CREATE TABLE agency_entries (
    id BIGINT GENERATED ALWAYS AS IDENTITY NOT NULL,
    agency TEXT NOT NULL,
    contact TEXT NOT NULL,
    at timestamptz NOT NULL,
    practitioner_id UUID NOT NULL,
    phone TEXT,
    email TEXT,
    tested_on DATE,
    CONSTRAINT agency_entries_pkey PRIMARY KEY (id),
    CONSTRAINT agency_entries_practitioner_id_fkey FOREIGN KEY (practitioner_id) REFERENCES practitioners (id)
);

CREATE INDEX agency_entries_agency_contact_id_idx ON agency_entries (agency, contact, id);

-- Counts only: nothing here leads back to a young person, an alert, or whoever closed it.
CREATE TABLE false_alarms (
    month DATE NOT NULL,
    category TEXT NOT NULL,
    severity TEXT NOT NULL,
    rule TEXT NOT NULL,
    score_tenths SMALLINT NOT NULL,
    reason TEXT NOT NULL,
    count INTEGER NOT NULL,
    CONSTRAINT false_alarms_pkey PRIMARY KEY (month, category, severity, rule, score_tenths, reason)
);

ALTER TABLE alerts ADD COLUMN outcome_reason TEXT;
ALTER TABLE dispatches ADD COLUMN clock_id UUID CONSTRAINT dispatches_clock_id_fkey REFERENCES clocks (id);

-- Whoever was told of a clock must be able to write the report that stops it, also once the alert is closed.
CREATE FUNCTION hafan_follows(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM clocks
                  JOIN alert_watchers ON alert_watchers.alert_id = clocks.alert_id
                  WHERE clocks.young_person_id = person AND clocks.stopped_at IS NULL
                    AND alert_watchers.practitioner_id = hafan_user()) $$;

-- Added to whatever earlier migrations let somebody see.
DO $$
DECLARE before text;
BEGIN
    SELECT prosrc INTO STRICT before FROM pg_proc WHERE oid = 'hafan_sees(uuid)'::regprocedure;
    EXECUTE format('CREATE OR REPLACE FUNCTION hafan_sees(person uuid) RETURNS boolean LANGUAGE sql STABLE
        SECURITY DEFINER SET search_path = public AS %L',
        format('SELECT (%s) OR hafan_follows(person)', before));
END $$;

-- Counts what was wrong about an alert that was closed as no concern, and keeps nothing else of it.
CREATE FUNCTION hafan_count_false_alarm(alert uuid, reason text, day date) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO false_alarms
    SELECT DISTINCT date_trunc('month', day)::date, category, severity, coalesce(rule, ''),
           CASE WHEN source = 'model' THEN floor(score * 10)::smallint ELSE 0 END, reason, 1
    FROM concerns
    WHERE alert_id = alert AND hafan_sees_alert(alert)
      AND EXISTS (SELECT 1 FROM alerts WHERE id = alert AND outcome = 'not_a_concern')
    ON CONFLICT ON CONSTRAINT false_alarms_pkey DO UPDATE SET count = false_alarms.count + 1
$$;
REVOKE EXECUTE ON FUNCTION hafan_count_false_alarm(uuid, text, date) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hafan_count_false_alarm(uuid, text, date) TO hafan_web;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['alert_actions', 'clocks', 'reports', 'report_drafts', 'agency_entries', 'false_alarms']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

-- The worker reminds and climbs; it neither starts nor stops a clock.
CREATE POLICY worker_all ON clocks TO hafan_worker USING (true) WITH CHECK (stopped_at IS NULL);
GRANT SELECT, UPDATE (step, next_step_at) ON clocks TO hafan_worker;
-- Whoever takes in receipts lets a clock go on at once when a reminder of it did not arrive.
CREATE POLICY intake_all ON clocks TO hafan_intake USING (true) WITH CHECK (stopped_at IS NULL);
GRANT SELECT, UPDATE (next_step_at) ON clocks TO hafan_intake;
GRANT SELECT (clock_id) ON dispatches TO hafan_intake;

CREATE POLICY web_reads ON alert_actions FOR SELECT TO hafan_web USING (hafan_sees_alert(alert_id));
CREATE POLICY web_writes ON alert_actions FOR INSERT TO hafan_web
    WITH CHECK (hafan_sees_alert(alert_id) AND practitioner_id = hafan_user());
CREATE POLICY web_sees ON clocks TO hafan_web
    USING (hafan_sees(young_person_id) OR hafan_sees_alert(alert_id))
    WITH CHECK (hafan_sees(young_person_id) OR hafan_sees_alert(alert_id));
CREATE POLICY web_sees ON reports FOR SELECT TO hafan_web
    USING (hafan_sees(young_person_id) OR hafan_sees_alert(alert_id));
CREATE POLICY web_writes ON reports FOR INSERT TO hafan_web
    WITH CHECK (hafan_sees_alert(alert_id) AND created_by = hafan_user());
CREATE POLICY web_sees ON report_drafts FOR SELECT TO hafan_web
    USING (EXISTS (SELECT 1 FROM reports WHERE reports.id = report_id));
CREATE POLICY web_writes ON report_drafts FOR INSERT TO hafan_web
    WITH CHECK (EXISTS (SELECT 1 FROM reports WHERE reports.id = report_id) AND saved_by = hafan_user());
CREATE POLICY web_reads ON agency_entries FOR SELECT TO hafan_web USING (hafan_role() IS NOT NULL);
CREATE POLICY web_writes ON agency_entries FOR INSERT TO hafan_web
    WITH CHECK (hafan_role() IN ('safeguarding_lead', 'administrator') AND practitioner_id = hafan_user());
CREATE POLICY web_reads ON false_alarms FOR SELECT TO hafan_web USING (hafan_role() = 'safeguarding_lead');

GRANT SELECT, INSERT ON alert_actions, reports, report_drafts, agency_entries TO hafan_web;
GRANT SELECT, INSERT, UPDATE (step, next_step_at, stopped_at, stopped_by) ON clocks TO hafan_web;
GRANT SELECT ON false_alarms TO hafan_web;
GRANT UPDATE (outcome_reason) ON alerts TO hafan_web;

-- Who is asking: the signed-in practitioner of this transaction. A reused connection returns '' and not NULL.
CREATE FUNCTION hafan_user() RETURNS uuid LANGUAGE sql STABLE AS
$$ SELECT nullif(current_setting('app.user_id', true), '')::uuid $$;

CREATE FUNCTION hafan_role() RETURNS text LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT role FROM practitioners WHERE id = hafan_user() AND active $$;

-- A practitioner sees their caseload, and whoever an alert that climbed to them is about, until it is closed.
CREATE FUNCTION hafan_sees(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM assignments
                  WHERE young_person_id = person AND practitioner_id = hafan_user()
                    AND since <= now() AND (until IS NULL OR until > now()))
       OR EXISTS (SELECT 1 FROM alert_watchers JOIN alerts ON alerts.id = alert_watchers.alert_id
                  WHERE alerts.young_person_id = person AND alerts.closed_at IS NULL
                    AND alert_watchers.practitioner_id = hafan_user()) $$;

CREATE FUNCTION hafan_leads() RETURNS boolean LANGUAGE sql STABLE AS
$$ SELECT coalesce(hafan_role() IN ('duty_manager', 'safeguarding_lead'), false) $$;

-- An alert from an unknown number has no young person: it belongs to those who manage duty.
CREATE FUNCTION hafan_sees_alert(alert uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM alerts WHERE id = alert
                  AND (hafan_sees(young_person_id) OR (young_person_id IS NULL AND hafan_leads())))
       OR EXISTS (SELECT 1 FROM alert_watchers WHERE alert_id = alert AND practitioner_id = hafan_user()) $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['practitioners', 'young_people', 'assignments', 'check_ins', 'messages', 'signals',
        'unknown_messages', 'alerts', 'concerns', 'alert_events', 'alert_watchers', 'tasks', 'dispatches',
        'sign_ins', 'sign_in_failures', 'audit', 'audit_heads', 'assistant.trackers']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY worker_all ON %s TO hafan_worker USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY intake_all ON %s TO hafan_intake USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

-- The worker sends, climbs and records; it deletes only trackers, and cannot sign anybody in.
GRANT USAGE ON SCHEMA public TO hafan_web, hafan_intake, hafan_worker;
GRANT USAGE ON SCHEMA assistant TO hafan_worker, hafan_rasa;
GRANT SELECT, INSERT, UPDATE ON young_people, assignments, check_ins, messages, signals, unknown_messages, alerts,
    concerns, alert_events, alert_watchers, tasks, dispatches TO hafan_worker;
GRANT SELECT (id, name_sealed, phone_sealed, role, language, active) ON practitioners TO hafan_worker;
GRANT INSERT ON audit TO hafan_worker;
GRANT SELECT (conversation_id, updated_at), DELETE ON assistant.trackers TO hafan_worker;

-- Intake accepts messages and answers from the assistant. It can write words but read none back.
GRANT SELECT (id, data_key, phone_index, language, last_language, active, opted_out_at, paused_at, pause_reason,
    check_in_every_days, next_check_in_at) ON young_people TO hafan_intake;
GRANT UPDATE (language, last_language, opted_out_at, paused_at, pause_reason, next_check_in_at)
    ON young_people TO hafan_intake;
GRANT SELECT (id, role, language, active) ON practitioners TO hafan_intake;
GRANT SELECT ON assignments TO hafan_intake;
GRANT SELECT, INSERT, UPDATE ON check_ins, signals TO hafan_intake;
GRANT INSERT ON messages, unknown_messages, alerts, concerns, alert_events, alert_watchers, tasks, dispatches, audit
    TO hafan_intake;
GRANT SELECT (id, sequence, young_person_id, check_in_id, inbound, author, purpose, channel, provider_id, media_count,
    language, answers_id, created_at, handled_at) ON messages TO hafan_intake;
GRANT UPDATE (handled_at) ON messages TO hafan_intake;
GRANT SELECT (id, channel, provider_id, number_index, created_at) ON unknown_messages TO hafan_intake;
GRANT SELECT (id, reference, young_person_id, unknown_message_id, severity, raise_number, step, opened_at,
    raised_at, next_step_at, acknowledged_at, closed_at) ON alerts TO hafan_intake;
GRANT UPDATE (severity, raise_number, raised_at, step, next_step_at) ON alerts TO hafan_intake;
GRANT SELECT ON concerns, alert_events, alert_watchers, tasks TO hafan_intake;
GRANT SELECT (id, key, purpose, channel, young_person_id, practitioner_id, message_id, alert_id, status, attempts,
    provider_id, error_code, created_at, attempted_at, sent_at, settled_at) ON dispatches TO hafan_intake;
GRANT UPDATE (status, provider_id, error_code, sent_at, settled_at) ON dispatches TO hafan_intake;

-- The pages: everything through row-level security.
GRANT SELECT ON practitioners, young_people, assignments, check_ins, messages, signals, unknown_messages, alerts,
    concerns, alert_events, alert_watchers, tasks, dispatches, audit TO hafan_web;
GRANT SELECT, INSERT, UPDATE ON sign_ins TO hafan_web;
GRANT SELECT, INSERT, DELETE ON sign_in_failures TO hafan_web;
GRANT UPDATE (totp_last_step, language) ON practitioners TO hafan_web;
GRANT UPDATE (next_check_in_at, paused_at, pause_reason) ON young_people TO hafan_web;
GRANT UPDATE (read_at, read_by) ON messages TO hafan_web;
GRANT UPDATE (acknowledged_at, acknowledged_by, next_step_at, closed_at, closed_by, outcome, outcome_note_sealed)
    ON alerts TO hafan_web;
GRANT INSERT ON alert_events, audit TO hafan_web;
GRANT UPDATE (done_at, done_by) ON tasks TO hafan_web;
GRANT UPDATE (handled_at, handled_by) ON dispatches TO hafan_web;

CREATE POLICY web_reads ON practitioners FOR SELECT TO hafan_web USING (true);
CREATE POLICY web_changes_self ON practitioners FOR UPDATE TO hafan_web
    USING (id = hafan_user()) WITH CHECK (id = hafan_user());
CREATE POLICY web_all ON sign_ins TO hafan_web USING (true) WITH CHECK (true);
CREATE POLICY web_all ON sign_in_failures TO hafan_web USING (true) WITH CHECK (true);
CREATE POLICY web_sees ON young_people TO hafan_web USING (hafan_sees(id)) WITH CHECK (hafan_sees(id));
CREATE POLICY web_sees ON assignments FOR SELECT TO hafan_web
    USING (practitioner_id = hafan_user() OR hafan_sees(young_person_id));
CREATE POLICY web_sees ON check_ins FOR SELECT TO hafan_web USING (hafan_sees(young_person_id));
CREATE POLICY web_sees ON messages TO hafan_web
    USING (hafan_sees(young_person_id)) WITH CHECK (hafan_sees(young_person_id));
CREATE POLICY web_sees ON signals FOR SELECT TO hafan_web USING (hafan_sees(young_person_id));
CREATE POLICY web_sees ON unknown_messages FOR SELECT TO hafan_web USING (hafan_leads());
CREATE POLICY web_sees ON alerts TO hafan_web USING (hafan_sees_alert(id)) WITH CHECK (hafan_sees_alert(id));
CREATE POLICY web_sees ON concerns FOR SELECT TO hafan_web
    USING (hafan_sees(young_person_id) OR hafan_sees_alert(alert_id));
CREATE POLICY web_sees ON alert_events TO hafan_web
    USING (hafan_sees_alert(alert_id)) WITH CHECK (hafan_sees_alert(alert_id));
CREATE POLICY web_sees ON alert_watchers FOR SELECT TO hafan_web USING (hafan_sees_alert(alert_id));
CREATE POLICY web_sees ON tasks TO hafan_web
    USING (hafan_sees(young_person_id)) WITH CHECK (hafan_sees(young_person_id));
-- What could not be sent is shown to whoever it was for or about, and to those who manage duty.
CREATE POLICY web_sees ON dispatches TO hafan_web
    USING (practitioner_id = hafan_user() OR hafan_sees(young_person_id) OR (status IN ('dead', 'undelivered', 'failed') AND hafan_leads()))
    WITH CHECK (practitioner_id = hafan_user() OR hafan_sees(young_person_id) OR (status IN ('dead', 'undelivered', 'failed') AND hafan_leads()));
CREATE POLICY web_writes ON audit FOR INSERT TO hafan_web WITH CHECK (true);
CREATE POLICY web_reads ON audit FOR SELECT TO hafan_web USING (hafan_role() = 'safeguarding_lead');

CREATE POLICY rasa_all ON assistant.trackers TO hafan_rasa USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON assistant.trackers TO hafan_rasa;

-- What the caseload pages need.

ALTER TABLE unknown_messages
    ADD COLUMN read_at timestamptz,
    ADD COLUMN read_by UUID,
    ADD CONSTRAINT unknown_messages_read_by_fkey FOREIGN KEY(read_by) REFERENCES practitioners (id);

-- Sessions and notes are added and never changed: a correction is a further note.
CREATE TABLE case_notes (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    kind TEXT NOT NULL,
    held_on DATE NOT NULL,
    body_sealed BYTEA NOT NULL,
    written_by UUID NOT NULL,
    written_at timestamptz NOT NULL,
    CONSTRAINT case_notes_pkey PRIMARY KEY (id),
    CONSTRAINT case_notes_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT case_notes_written_by_fkey FOREIGN KEY(written_by) REFERENCES practitioners (id)
);

CREATE INDEX case_notes_young_person_id_held_on_idx ON case_notes (young_person_id, held_on);

-- Keyed hashes of a name's words and their beginnings: a name is found by them, and cannot be read from them.
CREATE TABLE name_tokens (
    young_person_id UUID NOT NULL,
    token BYTEA NOT NULL,
    CONSTRAINT name_tokens_pkey PRIMARY KEY (young_person_id, token),
    CONSTRAINT name_tokens_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id)
        ON DELETE CASCADE
);

CREATE INDEX name_tokens_token_idx ON name_tokens (token);

CREATE TABLE recent_looks (
    practitioner_id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    at timestamptz NOT NULL,
    CONSTRAINT recent_looks_pkey PRIMARY KEY (practitioner_id, young_person_id),
    CONSTRAINT recent_looks_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id),
    CONSTRAINT recent_looks_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id)
        ON DELETE CASCADE
);

-- Who was told that a young person's messages wait unread, though they do not work with them.
CREATE TABLE reading_watchers (
    young_person_id UUID NOT NULL,
    practitioner_id UUID NOT NULL,
    since timestamptz NOT NULL,
    CONSTRAINT reading_watchers_pkey PRIMARY KEY (young_person_id, practitioner_id),
    CONSTRAINT reading_watchers_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT reading_watchers_practitioner_id_fkey FOREIGN KEY(practitioner_id) REFERENCES practitioners (id)
);

CREATE INDEX messages_unread_idx ON messages (young_person_id, created_at) WHERE inbound AND read_at IS NULL;
CREATE INDEX messages_inbound_idx ON messages (young_person_id, created_at) WHERE inbound;
CREATE INDEX messages_unanswered_idx ON messages (created_at) WHERE inbound AND handled_at IS NULL;
CREATE INDEX messages_check_in_id_idx ON messages (check_in_id);
CREATE INDEX unknown_messages_unread_idx ON unknown_messages (created_at) WHERE read_at IS NULL;
CREATE INDEX signals_young_person_id_recorded_at_idx ON signals (young_person_id, recorded_at);
CREATE INDEX dispatches_waiting_idx ON dispatches (created_at) WHERE status IN ('queued', 'sending', 'unclear');

-- Whoever was told that messages wait sees the young person until those messages are read.
CREATE FUNCTION hafan_reads(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM reading_watchers w
                  WHERE w.young_person_id = person AND w.practitioner_id = hafan_user()
                    AND EXISTS (SELECT 1 FROM messages m
                                WHERE m.young_person_id = person AND m.inbound AND m.read_at IS NULL
                                  AND m.created_at <= w.since)) $$;

-- Added to whatever earlier migrations let somebody see.
DO $$
DECLARE before text;
BEGIN
    SELECT prosrc INTO STRICT before FROM pg_proc WHERE oid = 'hafan_sees(uuid)'::regprocedure;
    EXECUTE format('CREATE OR REPLACE FUNCTION hafan_sees(person uuid) RETURNS boolean LANGUAGE sql STABLE
        SECURITY DEFINER SET search_path = public AS %L',
        format('SELECT (%s) OR hafan_reads(person)', before));
END $$;

-- Everybody whom the signed-in member sees, or one of them, with all that the order of the caseload is made of.
-- Asking once for each young person whether they are seen, and not once for each of their messages, is what makes
-- this fast; nothing is given of anybody who is not seen.
CREATE FUNCTION hafan_caseload(one uuid DEFAULT NULL)
RETURNS TABLE (
    id uuid, data_key bytea, name_sealed bytea, language text, active boolean, opted_out_at timestamptz,
    paused_at timestamptz, pause_reason text, check_in_every_days integer, next_check_in_at timestamptz,
    capacity text, same_team boolean, last_contact_at timestamptz, unread bigint, oldest_unread_at timestamptz, alerts jsonb,
    next_clock_at timestamptz, moods smallint[], check_ins jsonb
) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT y.id, y.data_key, y.name_sealed, y.language, y.active, y.opted_out_at, y.paused_at, y.pause_reason,
    y.check_in_every_days, y.next_check_in_at,
    (SELECT min(a.capacity) FROM assignments a
     WHERE a.young_person_id = y.id AND a.practitioner_id = hafan_user()
       AND a.since <= now() AND (a.until IS NULL OR a.until > now())),
    EXISTS (SELECT 1 FROM assignments a LEFT JOIN team_members t ON t.practitioner_id = a.practitioner_id
            WHERE a.young_person_id = y.id AND a.capacity = 'assigned'
              AND a.since <= now() AND (a.until IS NULL OR a.until > now())
              AND coalesce(t.team, 'default') = coalesce(
                  (SELECT own.team FROM team_members own WHERE own.practitioner_id = hafan_user()), 'default')),
    (SELECT max(m.created_at) FROM messages m WHERE m.young_person_id = y.id AND m.inbound),
    waiting.unread, waiting.oldest,
    (SELECT jsonb_agg(jsonb_build_array(a.severity, a.acknowledged_at IS NULL)) FROM alerts a
     WHERE a.young_person_id = y.id AND a.closed_at IS NULL),
    -- A clock presses from its first reminder on.
    (SELECT min(k.ends_at) FROM clocks k
     WHERE k.young_person_id = y.id AND k.stopped_at IS NULL AND k.step > 0),
    ARRAY(SELECT latest.value FROM (
        SELECT s.value, s.recorded_at FROM signals s
        WHERE s.young_person_id = y.id AND s.kind = 'mood' AND s.value IS NOT NULL
        ORDER BY s.recorded_at DESC LIMIT 20) latest ORDER BY latest.recorded_at),
    (SELECT jsonb_agg(jsonb_build_array(latest.opened_at, latest.status, EXISTS (
            SELECT 1 FROM messages m
            WHERE m.young_person_id = y.id AND m.inbound AND m.created_at >= latest.opened_at
              AND m.created_at < coalesce(latest.next_at, 'infinity'))) ORDER BY latest.opened_at)
     FROM (SELECT c.opened_at, d.status, lag(c.opened_at) OVER (ORDER BY c.opened_at DESC) AS next_at
           FROM (SELECT i.id, i.opened_at FROM check_ins i WHERE i.young_person_id = y.id AND i.planned
                 ORDER BY i.opened_at DESC LIMIT 13) c
           LEFT JOIN messages o ON o.check_in_id = c.id AND o.purpose = 'check_in'
           LEFT JOIN dispatches d ON d.message_id = o.id) latest)
   FROM young_people y
   CROSS JOIN LATERAL (SELECT count(*) AS unread, min(m.created_at) AS oldest FROM messages m
                       WHERE m.young_person_id = y.id AND m.inbound AND m.read_at IS NULL) waiting
   WHERE (one IS NULL OR y.id = one) AND hafan_sees(y.id) $$;

-- The unread messages of everybody whom the signed-in member sees: asked for each person once, too.
CREATE FUNCTION hafan_unread() RETURNS SETOF messages LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT m.* FROM young_people y JOIN messages m ON m.young_person_id = y.id
   WHERE m.inbound AND m.read_at IS NULL AND hafan_sees(y.id) $$;

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['case_notes', 'name_tokens', 'recent_looks', 'reading_watchers']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY worker_all ON %s TO hafan_worker USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

REVOKE EXECUTE ON FUNCTION hafan_caseload(uuid), hafan_unread() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hafan_caseload(uuid), hafan_unread() TO hafan_web;

-- The worker fills in the tokens of names that came before them, and tells people of what waits unread.
GRANT SELECT, INSERT, DELETE ON name_tokens TO hafan_worker;
GRANT SELECT, INSERT, UPDATE ON reading_watchers TO hafan_worker;

GRANT SELECT, INSERT ON case_notes TO hafan_web;
GRANT SELECT, INSERT ON name_tokens TO hafan_web;
GRANT SELECT, INSERT, UPDATE ON recent_looks TO hafan_web;
GRANT UPDATE (read_at, read_by) ON unknown_messages TO hafan_web;

CREATE POLICY web_sees ON case_notes FOR SELECT TO hafan_web USING (hafan_sees(young_person_id));
CREATE POLICY web_writes ON case_notes FOR INSERT TO hafan_web
    WITH CHECK (hafan_sees(young_person_id) AND written_by = hafan_user());
CREATE POLICY web_sees ON name_tokens FOR SELECT TO hafan_web USING (hafan_sees(young_person_id));
-- Whoever adds a young person makes them findable; nobody can change whom a token finds.
CREATE POLICY web_adds ON name_tokens FOR INSERT TO hafan_web
    WITH CHECK (hafan_sees(young_person_id) OR hafan_role() = 'administrator');
CREATE POLICY web_own ON recent_looks TO hafan_web
    USING (practitioner_id = hafan_user() AND hafan_sees(young_person_id))
    WITH CHECK (practitioner_id = hafan_user() AND hafan_sees(young_person_id));
CREATE POLICY web_marks ON unknown_messages FOR UPDATE TO hafan_web
    USING (hafan_leads()) WITH CHECK (hafan_leads());

-- Web chat, and the page where a young person sees what became of their words.

-- A one-time way in. The token itself is kept nowhere.
CREATE TABLE chat_invitations (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    created_by UUID NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz,
    CONSTRAINT chat_invitations_pkey PRIMARY KEY (id),
    CONSTRAINT chat_invitations_token_hash_key UNIQUE (token_hash),
    CONSTRAINT chat_invitations_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id),
    CONSTRAINT chat_invitations_created_by_fkey FOREIGN KEY(created_by) REFERENCES practitioners (id)
);
CREATE INDEX chat_invitations_young_person_id_idx ON chat_invitations (young_person_id);

-- One PIN a person. Nothing said before `shown_since` is shown to whoever chose it by themselves.
CREATE TABLE chat_pins (
    young_person_id UUID NOT NULL,
    pin_hash TEXT NOT NULL,
    set_at timestamptz NOT NULL,
    shown_since timestamptz,
    tries SMALLINT DEFAULT 0 NOT NULL,
    locked_at timestamptz,
    CONSTRAINT chat_pins_pkey PRIMARY KEY (young_person_id),
    CONSTRAINT chat_pins_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id)
);

-- An open chat shows words until `open_until`; then it asks for the PIN again, until it ends.
CREATE TABLE chat_sessions (
    id UUID NOT NULL,
    young_person_id UUID NOT NULL,
    token_hash BYTEA NOT NULL,
    language TEXT NOT NULL,
    created_at timestamptz NOT NULL,
    open_until timestamptz NOT NULL,
    ends_at timestamptz NOT NULL,
    ended_at timestamptz,
    CONSTRAINT chat_sessions_pkey PRIMARY KEY (id),
    CONSTRAINT chat_sessions_token_hash_key UNIQUE (token_hash),
    CONSTRAINT chat_sessions_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id)
);
CREATE INDEX chat_sessions_young_person_id_idx ON chat_sessions (young_person_id);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['chat_invitations', 'chat_pins', 'chat_sessions']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
        EXECUTE format('CREATE POLICY web_sees ON %s TO hafan_web USING (hafan_sees(young_person_id))'
                       ' WITH CHECK (hafan_sees(young_person_id))', name);
    END LOOP;
END $$;
CREATE POLICY worker_reads ON chat_sessions FOR SELECT TO hafan_worker USING (true);

-- Practitioners invite, agree on a PIN and take both back; no token and no hash is theirs to read.
GRANT SELECT (id, young_person_id, created_by, created_at, expires_at, used_at, revoked_at),
    INSERT, UPDATE (revoked_at) ON chat_invitations TO hafan_web;
GRANT SELECT (young_person_id, set_at, shown_since, tries, locked_at), INSERT,
    UPDATE (pin_hash, set_at, shown_since, tries, locked_at) ON chat_pins TO hafan_web;
GRANT SELECT (id, young_person_id, created_at, open_until, ends_at, ended_at), UPDATE (ended_at)
    ON chat_sessions TO hafan_web;
-- The worker asks whether they are in the chat.
GRANT SELECT (young_person_id, open_until, ended_at) ON chat_sessions TO hafan_worker;

-- What the chat pages may do. Nobody is signed in there: each function takes the hash of a token and gives or
-- changes nothing but what belongs to whoever that token was made for.

-- Whose door a link or an unfinished visit opens, with what checking the PIN needs.
CREATE FUNCTION chat_door(token bytea, at timestamptz)
RETURNS TABLE (kind text, young_person_id uuid, data_key bytea, language text, pin_hash text, locked boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT way.kind, y.id, y.data_key,
        coalesce(way.language, c.languages ->> 'chat', y.last_language), p.pin_hash,
        p.locked_at IS NOT NULL
    FROM (SELECT 'invitation' AS kind, i.young_person_id AS person, NULL AS language FROM chat_invitations i
          WHERE i.token_hash = token AND i.used_at IS NULL AND i.revoked_at IS NULL AND i.expires_at > at
          UNION ALL
          SELECT 'session', s.young_person_id, s.language FROM chat_sessions s
          WHERE s.token_hash = token AND s.ended_at IS NULL AND s.ends_at > at) way
    JOIN young_people y ON y.id = way.person AND y.active
    LEFT JOIN contact_profiles c ON c.young_person_id = y.id
    LEFT JOIN chat_pins p ON p.young_person_id = y.id
$$;

-- Count a try at the PIN before it is checked; false when there have been too many.
CREATE FUNCTION chat_try(token bytea, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE chat_pins p SET tries = p.tries + 1 FROM chat_door(token, at) d
    WHERE p.young_person_id = d.young_person_id AND p.locked_at IS NULL AND p.tries < 5;
    RETURN FOUND;
END $$;

-- Lock after the last try and leave the practitioner a task; true when this was the moment.
CREATE FUNCTION chat_lock(token bytea, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE person uuid;
BEGIN
    UPDATE chat_pins p SET locked_at = at FROM chat_door(token, at) d
    WHERE p.young_person_id = d.young_person_id AND p.locked_at IS NULL AND p.tries >= 5
    RETURNING p.young_person_id INTO person;
    IF person IS NULL THEN RETURN false; END IF;
    UPDATE chat_invitations SET revoked_at = at
    WHERE young_person_id = person AND used_at IS NULL AND revoked_at IS NULL;
    UPDATE chat_sessions SET ended_at = at WHERE young_person_id = person AND ended_at IS NULL;
    INSERT INTO tasks (id, young_person_id, kind, created_at)
    SELECT gen_random_uuid(), person, 'chat_locked', at
    WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE young_person_id = person AND kind = 'chat_locked'
                      AND done_at IS NULL);
    RETURN true;
END $$;

-- Spend a link and begin a visit, with a PIN that was just chosen where none was agreed; false when somebody
-- else was quicker.
CREATE FUNCTION chat_enter(token bytea, visit uuid, visit_token bytea, chosen text, shown timestamptz,
    at timestamptz, open timestamptz, ends timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE door record;
BEGIN
    SELECT * INTO door FROM chat_door(token, at) d WHERE d.kind = 'invitation' AND NOT d.locked;
    IF NOT FOUND OR (door.pin_hash IS NULL) <> (chosen IS NOT NULL) THEN RETURN false; END IF;
    UPDATE chat_invitations SET used_at = at WHERE token_hash = token AND used_at IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO chat_pins (young_person_id, pin_hash, set_at, shown_since)
    SELECT door.young_person_id, chosen, at, shown WHERE chosen IS NOT NULL;
    UPDATE chat_pins SET tries = 0 WHERE young_person_id = door.young_person_id;
    INSERT INTO chat_sessions (id, young_person_id, token_hash, language, created_at, open_until, ends_at)
    VALUES (visit, door.young_person_id, visit_token, door.language, at, open, ends);
    RETURN true;
END $$;

-- Open an unfinished visit again after its PIN was right.
CREATE FUNCTION chat_reopen(token bytea, at timestamptz, open timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    UPDATE chat_pins p SET tries = 0 FROM chat_door(token, at) d
    WHERE p.young_person_id = d.young_person_id AND d.kind = 'session' AND NOT d.locked;
    IF NOT FOUND THEN RETURN false; END IF;
    UPDATE chat_sessions SET open_until = least(open, ends_at) WHERE token_hash = token;
    RETURN true;
END $$;

CREATE FUNCTION chat_visit(token bytea, at timestamptz)
RETURNS TABLE (id uuid, young_person_id uuid, data_key bytea, language text, created_at timestamptz,
    open_until timestamptz, shown_since timestamptz, covered boolean, details_sealed bytea)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT s.id, s.young_person_id, y.data_key, s.language, s.created_at, s.open_until, p.shown_since,
        coalesce(c.device IN ('shared', 'watched') OR c.opening <> 'plain', false), c.details_sealed
    FROM chat_sessions s
    JOIN young_people y ON y.id = s.young_person_id AND y.active
    LEFT JOIN chat_pins p ON p.young_person_id = s.young_person_id
    LEFT JOIN contact_profiles c ON c.young_person_id = s.young_person_id
    WHERE s.token_hash = token AND s.ended_at IS NULL AND s.ends_at > at
$$;

-- A sign of life, another language, or the end.
CREATE FUNCTION chat_keep(token bytea, open timestamptz, speaks text, ended timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE chat_sessions SET open_until = least(coalesce(open, open_until), ends_at),
        language = coalesce(speaks, language), ended_at = ended
    WHERE token_hash = token AND ended_at IS NULL
$$;

-- Whose words an open visit shows: nobody's once it waits for the PIN.
CREATE FUNCTION chat_whose(token bytea, at timestamptz) RETURNS uuid
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT young_person_id FROM chat_visit(token, at) WHERE open_until > at $$;

-- The conversation on every channel, since a moment: what they wrote, and what of ours has left the gate.
CREATE FUNCTION chat_said(token bytea, since timestamptz, at timestamptz)
RETURNS TABLE (id uuid, sequence bigint, inbound boolean, author text, body_sealed bytea, language text,
    created_at timestamptz, shown_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT m.id, m.sequence, m.inbound, m.author, m.body_sealed, m.language, m.created_at,
        CASE WHEN m.inbound THEN m.created_at ELSE d.sent_at END
    FROM messages m LEFT JOIN dispatches d ON d.message_id = m.id
    WHERE m.young_person_id = chat_whose(token, at) AND coalesce(m.purpose, '') <> 'chat_link'
      AND (m.inbound OR d.status IN ('sent', 'delivered'))
      AND CASE WHEN m.inbound THEN m.created_at ELSE d.sent_at END >= since
    ORDER BY m.sequence
$$;

-- What was shown in the chat has arrived.
CREATE FUNCTION chat_seen(token bytea, shown timestamptz, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE dispatches SET status = 'delivered', settled_at = at
    WHERE young_person_id = chat_whose(token, at) AND channel = 'chat' AND status = 'sent' AND sent_at <= shown
$$;

-- Their own words with who read them, in which place, and when somebody took an alert that they led to. An
-- alert that a danger word raised shows nowhere.
CREATE FUNCTION chat_record(token bytea, since timestamptz, at timestamptz)
RETURNS TABLE (id uuid, body_sealed bytea, created_at timestamptz, channel text, read_at timestamptz,
    read_as text, taken_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT m.id, m.body_sealed, m.created_at, m.channel, m.read_at,
        (SELECT min(a.capacity) FROM assignments a
         WHERE a.young_person_id = m.young_person_id AND a.practitioner_id = m.read_by
           AND a.since <= m.read_at AND (a.until IS NULL OR a.until > m.read_at)),
        (SELECT min(l.acknowledged_at) FROM concerns c JOIN alerts l ON l.id = c.alert_id
         WHERE c.message_id = m.id AND l.acknowledged_at >= m.created_at
           AND NOT EXISTS (SELECT 1 FROM concerns hidden
                           WHERE hidden.alert_id = l.id AND hidden.rule = 'contact:danger_word'))
    FROM messages m
    WHERE m.young_person_id = chat_whose(token, at) AND m.inbound AND m.created_at >= since
    ORDER BY m.sequence DESC
$$;

CREATE FUNCTION chat_answers(token bytea, since timestamptz, at timestamptz)
RETURNS TABLE (kind text, value smallint, recorded_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT kind, value, recorded_at FROM signals
    WHERE young_person_id = chat_whose(token, at) AND recorded_at >= since ORDER BY recorded_at
$$;

-- Asking about one's own data: a task for those who work with them, and a notice for the leads.
CREATE FUNCTION chat_ask(token bytea, wish text, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE person uuid := chat_whose(token, at);
BEGIN
    IF person IS NULL OR wish NOT IN ('asked_to_correct', 'asked_to_delete') THEN RETURN false; END IF;
    INSERT INTO tasks (id, young_person_id, kind, created_at)
    SELECT gen_random_uuid(), person, wish, at
    WHERE NOT EXISTS (SELECT 1 FROM tasks WHERE young_person_id = person AND kind = wish AND done_at IS NULL);
    IF NOT FOUND THEN RETURN true; END IF;
    INSERT INTO notices (id, practitioner_id, kind, young_person_id, at)
    SELECT gen_random_uuid(), practitioners.id, wish, person, at FROM practitioners
    WHERE active AND role = 'safeguarding_lead';
    RETURN true;
END $$;

-- Open chats are told that something can be shown; a notice names the young person and nothing else.
CREATE FUNCTION chat_tell(person uuid) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    SELECT pg_notify('hafan_chat', person::text)
    WHERE EXISTS (SELECT 1 FROM chat_sessions WHERE young_person_id = person AND ended_at IS NULL)
$$;
CREATE FUNCTION chat_tell_row() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS
$$ BEGIN PERFORM chat_tell(NEW.young_person_id); RETURN NULL; END $$;
CREATE FUNCTION chat_tell_end() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN PERFORM pg_notify('hafan_chat', NEW.young_person_id::text); RETURN NULL; END $$;
CREATE TRIGGER chat_tell_message AFTER INSERT ON messages FOR EACH ROW
    WHEN (NEW.inbound) EXECUTE FUNCTION chat_tell_row();
CREATE TRIGGER chat_tell_dispatch AFTER UPDATE OF status ON dispatches FOR EACH ROW
    WHEN (NEW.status = 'sent' AND NEW.young_person_id IS NOT NULL) EXECUTE FUNCTION chat_tell_row();
CREATE TRIGGER chat_tell_session AFTER UPDATE OF ended_at ON chat_sessions FOR EACH ROW
    WHEN (NEW.ended_at IS NOT NULL) EXECUTE FUNCTION chat_tell_end();

DO $$
DECLARE made text;
BEGIN
    FOR made IN SELECT p.oid::regprocedure::text FROM pg_proc p
                WHERE p.pronamespace = 'public'::regnamespace AND p.proname LIKE 'chat\_%'
    LOOP
        EXECUTE format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', made);
        IF made NOT LIKE 'chat\_tell%' AND made NOT LIKE 'chat\_whose%' THEN
            EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO hafan_web', made);
        END IF;
    END LOOP;
END $$;

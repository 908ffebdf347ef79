-- Passkeys, recovery codes, invitations and break-glass.

-- Whoever was only invited has no password yet, and whoever signs in elsewhere never has one.
ALTER TABLE practitioners ALTER COLUMN password_hash DROP NOT NULL, ALTER COLUMN totp_sealed DROP NOT NULL,
    ADD COLUMN deactivated_at timestamptz;
ALTER TABLE assignments ADD COLUMN assigned_by uuid REFERENCES practitioners,
    ADD COLUMN ended_by uuid REFERENCES practitioners;
CREATE INDEX ON audit (actor, at);
CREATE INDEX ON audit (action, at);
CREATE INDEX ON audit (at);

CREATE TABLE devices (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    token_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    seen_at timestamptz NOT NULL,
    UNIQUE (practitioner_id, token_hash)
);
ALTER TABLE sign_ins ADD COLUMN method text NOT NULL DEFAULT 'code', ADD COLUMN browser text NOT NULL DEFAULT '';

CREATE TABLE passkeys (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    credential_id bytea NOT NULL UNIQUE,
    public_key bytea NOT NULL,
    sign_count bigint NOT NULL,
    name_sealed bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz
);
CREATE INDEX ON passkeys (practitioner_id);

CREATE TABLE recovery_codes (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    code_hash bytea NOT NULL,
    created_at timestamptz NOT NULL,
    used_at timestamptz,
    UNIQUE (practitioner_id, code_hash)
);

-- An account at an organisation's identity provider, by its issuer and a blind index of its subject there.
CREATE TABLE identities (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    issuer text NOT NULL,
    subject_index bytea NOT NULL,
    linked_at timestamptz NOT NULL,
    UNIQUE (issuer, subject_index)
);
CREATE INDEX ON identities (practitioner_id);

CREATE TABLE invitations (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    token_hash bytea NOT NULL UNIQUE,
    totp_sealed bytea NOT NULL,
    created_by uuid NOT NULL REFERENCES practitioners,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    revoked_at timestamptz
);
CREATE INDEX ON invitations (practitioner_id);

-- Challenges and states that may come back once.
CREATE TABLE ceremonies (
    id uuid PRIMARY KEY,
    kind text NOT NULL,
    token_hash bytea NOT NULL UNIQUE,
    payload_sealed bytea NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE notices (
    id uuid PRIMARY KEY,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    kind text NOT NULL,
    young_person_id uuid REFERENCES young_people,
    at timestamptz NOT NULL,
    seen_at timestamptz
);
CREATE INDEX ON notices (practitioner_id, seen_at);

CREATE TABLE break_glass (
    id uuid PRIMARY KEY,
    young_person_id uuid NOT NULL REFERENCES young_people,
    practitioner_id uuid NOT NULL REFERENCES practitioners,
    reason_sealed bytea NOT NULL,
    opened_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at timestamptz,
    reviewed_at timestamptz,
    reviewed_by uuid REFERENCES practitioners,
    review_sealed bytea,
    CHECK (expires_at <= opened_at + interval '12 hours'),
    CHECK (reviewed_by <> practitioner_id)
);
CREATE INDEX ON break_glass (young_person_id);
CREATE INDEX ON break_glass (practitioner_id, expires_at);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['devices', 'passkeys', 'recovery_codes', 'identities', 'invitations', 'ceremonies',
        'notices', 'break_glass']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

-- Break-glass: a duty manager sees one young person for a limited time, which ends by itself.
CREATE FUNCTION hafan_broke_glass(person uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT EXISTS (SELECT 1 FROM break_glass
                  WHERE young_person_id = person AND practitioner_id = hafan_user() AND ended_at IS NULL
                    AND opened_at <= now() AND expires_at > now() AND hafan_role() = 'duty_manager') $$;

-- Added to whatever earlier migrations let somebody see.
DO $$
DECLARE before text;
BEGIN
    SELECT prosrc INTO STRICT before FROM pg_proc WHERE oid = 'hafan_sees(uuid)'::regprocedure;
    EXECUTE format('CREATE OR REPLACE FUNCTION hafan_sees(person uuid) RETURNS boolean LANGUAGE sql STABLE
        SECURITY DEFINER SET search_path = public AS %L',
        format('SELECT (%s) OR hafan_broke_glass(person)', before));
END $$;

-- The pages. What belongs to an account is its own; signing in must find a passkey before it knows whose it is.
GRANT SELECT, INSERT, UPDATE (seen_at) ON devices TO hafan_web;
GRANT SELECT, INSERT, DELETE, UPDATE (sign_count, used_at, name_sealed) ON passkeys TO hafan_web;
GRANT SELECT, INSERT, DELETE, UPDATE (used_at) ON recovery_codes TO hafan_web;
GRANT SELECT, INSERT, DELETE ON identities TO hafan_web;
GRANT SELECT, INSERT, DELETE ON ceremonies TO hafan_web;
GRANT SELECT, INSERT, UPDATE (seen_at) ON notices TO hafan_web;
GRANT SELECT, INSERT, UPDATE (ended_at) ON break_glass TO hafan_web;
GRANT SELECT, INSERT, UPDATE (revoked_at) ON invitations TO hafan_web;
GRANT SELECT ON audit_heads TO hafan_web;
GRANT UPDATE (password_hash, totp_sealed) ON practitioners TO hafan_web;
GRANT INSERT (id, username_index, username_sealed, name_sealed, phone_sealed, role, language, active, created_at)
    ON practitioners TO hafan_web;

CREATE POLICY web_own ON devices TO hafan_web
    USING (practitioner_id = hafan_user()) WITH CHECK (practitioner_id = hafan_user());
CREATE POLICY web_finds ON passkeys FOR SELECT TO hafan_web USING (true);
CREATE POLICY web_own ON passkeys TO hafan_web
    USING (practitioner_id = hafan_user()) WITH CHECK (practitioner_id = hafan_user());
CREATE POLICY web_own ON recovery_codes TO hafan_web
    USING (practitioner_id = hafan_user()) WITH CHECK (practitioner_id = hafan_user());
CREATE POLICY web_finds ON identities FOR SELECT TO hafan_web USING (true);
CREATE POLICY web_own ON identities TO hafan_web
    USING (practitioner_id = hafan_user()) WITH CHECK (practitioner_id = hafan_user());
CREATE POLICY web_all ON ceremonies TO hafan_web USING (true) WITH CHECK (true);
CREATE POLICY web_own ON notices TO hafan_web USING (practitioner_id = hafan_user()) WITH CHECK (true);
CREATE POLICY web_finds ON invitations FOR SELECT TO hafan_web USING (true);
CREATE POLICY web_invites ON invitations TO hafan_web
    USING (hafan_role() = 'administrator') WITH CHECK (hafan_role() = 'administrator' AND used_at IS NULL);
CREATE POLICY web_invites ON practitioners FOR INSERT TO hafan_web
    WITH CHECK (hafan_role() = 'administrator' AND NOT active);
CREATE POLICY web_sees ON break_glass FOR SELECT TO hafan_web
    USING (practitioner_id = hafan_user() OR hafan_role() = 'safeguarding_lead' OR hafan_sees(young_person_id));
CREATE POLICY web_breaks ON break_glass FOR INSERT TO hafan_web
    WITH CHECK (practitioner_id = hafan_user() AND hafan_role() = 'duty_manager' AND reviewed_at IS NULL);
CREATE POLICY web_ends ON break_glass FOR UPDATE TO hafan_web
    USING (practitioner_id = hafan_user()) WITH CHECK (practitioner_id = hafan_user());
-- Who works with whom is for duty managers and leads to arrange.
CREATE POLICY web_arranges ON assignments FOR SELECT TO hafan_web USING ((SELECT hafan_leads()));
-- Asked once a query and not once a row.
ALTER POLICY web_reads ON audit USING ((SELECT hafan_role()) = 'safeguarding_lead');
CREATE POLICY web_reads ON audit_heads FOR SELECT TO hafan_web
    USING ((SELECT hafan_role()) = 'safeguarding_lead');

-- What follows checks by itself who asks, so that no statement of the pages' role can do more.

CREATE FUNCTION break_glass_review(visit uuid, remark bytea, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE break_glass SET reviewed_at = at, reviewed_by = hafan_user(), review_sealed = remark
    WHERE id = visit AND reviewed_at IS NULL AND hafan_role() = 'safeguarding_lead'
    RETURNING true
$$;

-- Everybody by name, without a word of theirs: for those who arrange who works with whom.
CREATE FUNCTION young_people_roster() RETURNS TABLE (id uuid, data_key bytea, name_sealed bytea, active boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS
$$ SELECT id, data_key, name_sealed, active FROM young_people WHERE hafan_leads() $$;

-- Everything that the audit trail may name in connection with one young person.
CREATE FUNCTION audit_subjects_of(person uuid) RETURNS TABLE (subject text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT found.id::text FROM (
        SELECT young_people.id FROM young_people WHERE young_people.id = person
        UNION ALL SELECT messages.id FROM messages WHERE young_person_id = person
        UNION ALL SELECT alerts.id FROM alerts WHERE young_person_id = person
        UNION ALL SELECT tasks.id FROM tasks WHERE young_person_id = person
        UNION ALL SELECT dispatches.id FROM dispatches WHERE young_person_id = person
    ) AS found WHERE hafan_role() = 'safeguarding_lead'
$$;

CREATE FUNCTION account_may_hold(member uuid) RETURNS boolean LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS $$
    SELECT EXISTS (SELECT 1 FROM practitioners WHERE id = member AND active
                   AND role IN ('practitioner', 'duty_manager', 'safeguarding_lead'))
$$;

CREATE FUNCTION assignment_begin(assignment uuid, person uuid, member uuid, place text, at timestamptz)
RETURNS boolean LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO assignments (id, young_person_id, practitioner_id, capacity, since, assigned_by)
    SELECT assignment, person, member, place, at, hafan_user()
    WHERE hafan_leads() AND account_may_hold(member) AND place IN ('assigned', 'deputy')
      AND EXISTS (SELECT 1 FROM young_people WHERE id = person)
      AND NOT EXISTS (SELECT 1 FROM assignments WHERE young_person_id = person AND practitioner_id = member
                      AND capacity = place AND (until IS NULL OR until > at))
    RETURNING true
$$;

-- Nobody is left without an assigned practitioner: the last one is replaced and not ended.
CREATE FUNCTION assignment_end(assignment uuid, at timestamptz) RETURNS boolean
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    UPDATE assignments AS ending SET until = at, ended_by = hafan_user()
    WHERE id = assignment AND (until IS NULL OR until > at) AND hafan_leads()
      AND (capacity <> 'assigned'
           OR NOT (SELECT active FROM young_people WHERE young_people.id = ending.young_person_id)
           OR EXISTS (SELECT 1 FROM assignments AS other WHERE other.young_person_id = ending.young_person_id
                      AND other.capacity = 'assigned' AND other.id <> ending.id AND other.since <= at
                      AND (other.until IS NULL OR other.until > at)))
    RETURNING true
$$;

-- What somebody must hand over before they leave, for those who see to it.
CREATE FUNCTION account_holdings(member uuid, at timestamptz)
RETURNS TABLE (kind text, id uuid, young_person_id uuid, since timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT capacity, assignments.id, assignments.young_person_id, assignments.since FROM assignments
    WHERE practitioner_id = member AND (until IS NULL OR until > at)
      AND (hafan_leads() OR hafan_role() = 'administrator')
    UNION ALL
    SELECT 'alert', alerts.id, alerts.young_person_id, alerts.acknowledged_at FROM alerts
    WHERE acknowledged_by = member AND closed_at IS NULL AND (hafan_leads() OR hafan_role() = 'administrator')
    ORDER BY 1, 4
$$;

CREATE FUNCTION assignment_hand_over(assignment uuid, member uuid, successor uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE handed assignments;
BEGIN
    IF NOT (hafan_leads() OR hafan_role() = 'administrator') OR NOT account_may_hold(successor) THEN
        RETURN false;
    END IF;
    UPDATE assignments SET until = at, ended_by = hafan_user()
    WHERE id = assignment AND practitioner_id = member AND practitioner_id <> successor
      AND (until IS NULL OR until > at)
    RETURNING * INTO handed;
    IF handed IS NULL THEN RETURN false; END IF;
    -- Whoever was told of an open alert sees the young person through it: that passes on too.
    INSERT INTO alert_watchers (alert_id, practitioner_id, since)
    SELECT alert_id, successor, at FROM alert_watchers JOIN alerts ON alerts.id = alert_id
    WHERE alerts.young_person_id = handed.young_person_id AND closed_at IS NULL
      AND alert_watchers.practitioner_id = member
    ON CONFLICT DO NOTHING;
    DELETE FROM alert_watchers USING alerts
    WHERE alerts.id = alert_id AND alerts.young_person_id = handed.young_person_id AND closed_at IS NULL
      AND alert_watchers.practitioner_id = member;
    INSERT INTO assignments (id, young_person_id, practitioner_id, capacity, since, assigned_by)
    SELECT gen_random_uuid(), handed.young_person_id, successor, handed.capacity, at, hafan_user()
    WHERE NOT EXISTS (SELECT 1 FROM assignments WHERE young_person_id = handed.young_person_id
                      AND practitioner_id = successor AND capacity = handed.capacity
                      AND (until IS NULL OR until > at));
    RETURN true;
END $$;

CREATE FUNCTION alert_hand_over(alert uuid, member uuid, successor uuid, at timestamptz) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF NOT (hafan_leads() OR hafan_role() = 'administrator') OR NOT account_may_hold(successor) THEN
        RETURN false;
    END IF;
    UPDATE alerts SET acknowledged_by = successor
    WHERE id = alert AND acknowledged_by = member AND member <> successor AND closed_at IS NULL;
    IF NOT FOUND THEN RETURN false; END IF;
    INSERT INTO alert_watchers (alert_id, practitioner_id, since) VALUES (alert, successor, at)
    ON CONFLICT DO NOTHING;
    DELETE FROM alert_watchers WHERE alert_id = alert AND practitioner_id = member;
    INSERT INTO alert_events (alert_id, at, kind, practitioner_id) VALUES (alert, at, 'handed_over', successor);
    RETURN true;
END $$;

-- Why an account cannot lose its role or its place now; NULL when it can. Asked by one administrator at a time.
CREATE FUNCTION account_is_needed(member uuid, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE held text;
BEGIN
    IF hafan_role() IS DISTINCT FROM 'administrator' THEN RETURN 'not_allowed'; END IF;
    IF member = hafan_user() THEN RETURN 'own_account'; END IF;
    PERFORM pg_advisory_xact_lock(hashtextextended('accounts', 0));
    SELECT role INTO held FROM practitioners WHERE id = member AND active;
    IF held IN ('administrator', 'safeguarding_lead') AND NOT EXISTS (
        SELECT 1 FROM practitioners WHERE role = held AND active AND id <> member) THEN
        RETURN 'last_of_role';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION account_change_role(member uuid, wanted text, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE refusal text := account_is_needed(member, at);
BEGIN
    IF refusal IS NOT NULL THEN RETURN refusal; END IF;
    IF wanted IN ('trainer', 'administrator') AND EXISTS (SELECT 1 FROM account_holdings(member, at)) THEN
        RETURN 'still_holds';
    END IF;
    UPDATE practitioners SET role = wanted WHERE id = member;
    RETURN NULL;
END $$;

-- By which number and e-mail address somebody is told. A number that a young person texts from stays theirs.
CREATE FUNCTION account_change_addresses(member uuid, phone bytea, number bytea, email bytea) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF hafan_role() IS DISTINCT FROM 'administrator' THEN RAISE insufficient_privilege; END IF;
    IF EXISTS (SELECT 1 FROM young_people WHERE phone_index = number) THEN RETURN false; END IF;
    UPDATE practitioners SET phone_sealed = phone, phone_index = number, email_sealed = email WHERE id = member;
    RETURN true;
END $$;

CREATE FUNCTION account_deactivate(member uuid, at timestamptz) RETURNS text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE refusal text := account_is_needed(member, at);
BEGIN
    IF refusal IS NOT NULL THEN RETURN refusal; END IF;
    IF EXISTS (SELECT 1 FROM account_holdings(member, at)) THEN RETURN 'still_holds'; END IF;
    UPDATE practitioners SET active = false, deactivated_at = at WHERE id = member;
    UPDATE sign_ins SET ended_at = at WHERE practitioner_id = member AND ended_at IS NULL;
    UPDATE invitations SET revoked_at = at WHERE practitioner_id = member AND used_at IS NULL AND revoked_at IS NULL;
    RETURN NULL;
END $$;

-- Whose invitation this is, spent now: the account works from then on.
CREATE FUNCTION invitation_use(token bytea, at timestamptz) RETURNS uuid
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE invited uuid;
BEGIN
    UPDATE invitations SET used_at = at
    WHERE token_hash = token AND used_at IS NULL AND revoked_at IS NULL AND expires_at > at
    RETURNING practitioner_id INTO invited;
    UPDATE practitioners SET active = true, deactivated_at = NULL WHERE id = invited;
    RETURN invited;
END $$;

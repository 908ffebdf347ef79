-- Notices to staff, what is kept for them when their sign-in runs out, and numbers that two people claim.

-- A call that is ended because somebody took its alert was withheld, and not refused by anybody.
GRANT UPDATE (withheld_reason) ON dispatches TO hafan_intake;

-- Invitations go out as e-mails; whoever invites sees what became of them.
CREATE POLICY web_invites ON dispatches TO hafan_web
    USING (purpose = 'invitation' AND hafan_role() = 'administrator')
    WITH CHECK (purpose = 'invitation' AND hafan_role() = 'administrator'
                AND young_person_id IS NULL AND message_id IS NULL AND alert_id IS NULL);

-- When whoever holds a conversation was last told that it will be handed back.
ALTER TABLE takeovers ADD COLUMN warned_at timestamptz;
GRANT UPDATE (warned_at) ON takeovers TO hafan_worker;
GRANT SELECT ON cover TO hafan_worker;
GRANT SELECT, INSERT ON notices TO hafan_worker;
CREATE POLICY worker_tells ON notices TO hafan_worker USING (true) WITH CHECK (true);

-- What somebody had filled in when their sign-in ran out: theirs alone, and opened with the key of whom it is about.
CREATE TABLE kept_forms (
    practitioner_id UUID NOT NULL,
    place TEXT NOT NULL,
    body_sealed BYTEA NOT NULL,
    kept_at timestamptz NOT NULL,
    CONSTRAINT kept_forms_pkey PRIMARY KEY (practitioner_id, place),
    CONSTRAINT kept_forms_practitioner_id_fkey FOREIGN KEY (practitioner_id) REFERENCES practitioners (id)
);
ALTER TABLE kept_forms ENABLE ROW LEVEL SECURITY;
ALTER TABLE kept_forms FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON kept_forms TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY web_own ON kept_forms TO hafan_web
    USING (practitioner_id = hafan_user()) WITH CHECK (practitioner_id = hafan_user());
CREATE POLICY worker_tidies ON kept_forms TO hafan_worker USING (true);
GRANT SELECT, INSERT, UPDATE, DELETE ON kept_forms TO hafan_web;
GRANT SELECT (kept_at), DELETE ON kept_forms TO hafan_worker;

-- Whether a number is a young person's must not be found out by giving it to an account. The account keeps it, is not
-- told by it, and is not known by it; the safeguarding leads hear of it.
ALTER TABLE practitioners ADD COLUMN phone_clashes BOOLEAN DEFAULT false NOT NULL;
GRANT SELECT (phone_clashes) ON practitioners TO hafan_worker;

CREATE OR REPLACE FUNCTION hafan_one_person_a_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS
$$ BEGIN
    IF TG_TABLE_NAME = 'young_people' THEN
        IF EXISTS (SELECT 1 FROM practitioners WHERE phone_index = NEW.phone_index AND active) THEN
            RAISE unique_violation USING CONSTRAINT = 'one_person_a_number',
                MESSAGE = 'a young person and one of the staff cannot have the same number';
        END IF;
        RETURN NEW;
    END IF;
    IF NEW.phone_index IS NULL AND NEW.phone_sealed IS NOT NULL THEN RETURN NEW; END IF;
    NEW.phone_clashes := EXISTS (SELECT 1 FROM young_people WHERE phone_index = NEW.phone_index);
    IF NEW.phone_clashes THEN
        NEW.phone_index := NULL;
        IF TG_OP = 'INSERT' OR NOT OLD.phone_clashes OR OLD.phone_sealed IS DISTINCT FROM NEW.phone_sealed THEN
            INSERT INTO notices (id, practitioner_id, kind, at)
            SELECT gen_random_uuid(), id, 'number_clashes', now() FROM practitioners
            WHERE active AND role = 'safeguarding_lead';
        END IF;
    END IF;
    RETURN NEW;
END $$;
DROP TRIGGER one_person_a_number ON practitioners;
CREATE TRIGGER one_person_a_number BEFORE INSERT OR UPDATE OF phone_index ON practitioners
    FOR EACH ROW EXECUTE FUNCTION hafan_one_person_a_number();

CREATE OR REPLACE FUNCTION account_change_addresses(member uuid, phone bytea, number bytea, email bytea)
RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
BEGIN
    IF hafan_role() IS DISTINCT FROM 'administrator' THEN RAISE insufficient_privilege; END IF;
    UPDATE practitioners SET phone_sealed = phone, phone_index = number, email_sealed = email WHERE id = member;
    RETURN true;
END $$;

CREATE OR REPLACE FUNCTION hafan_reach(member uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT CASE WHEN phone_sealed IS NULL OR phone_clashes THEN '{}'::text[] ELSE '{text,call}'::text[] END
       || CASE WHEN email_sealed IS NULL THEN '{}'::text[] ELSE '{email}'::text[] END
   FROM practitioners WHERE id = member AND active $$;

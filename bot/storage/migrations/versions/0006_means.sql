-- By which means staff are told, and how they take an alert by phone.
ALTER TABLE practitioners
    -- A text from this number comes from one of the staff.
    ADD COLUMN phone_index bytea,
    ADD COLUMN email_sealed bytea;
CREATE INDEX practitioners_phone_index_idx ON practitioners (phone_index);

-- A text comes from one person: a young person's words must never be taken for a practitioner's.
CREATE FUNCTION hafan_one_person_a_number() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS
$$ BEGIN
    IF (TG_TABLE_NAME = 'practitioners' AND EXISTS (SELECT 1 FROM young_people WHERE phone_index = NEW.phone_index))
       OR (TG_TABLE_NAME = 'young_people'
           AND EXISTS (SELECT 1 FROM practitioners WHERE phone_index = NEW.phone_index AND active)) THEN
        RAISE unique_violation USING MESSAGE = 'a young person and one of the staff cannot have the same number',
            CONSTRAINT = 'one_person_a_number';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER one_person_a_number BEFORE INSERT ON practitioners
    FOR EACH ROW EXECUTE FUNCTION hafan_one_person_a_number();
CREATE TRIGGER one_person_a_number BEFORE INSERT OR UPDATE OF phone_index ON young_people
    FOR EACH ROW EXECUTE FUNCTION hafan_one_person_a_number();

GRANT SELECT (phone_index) ON practitioners TO hafan_intake;
GRANT SELECT (phone_index, email_sealed), UPDATE (phone_index) ON practitioners TO hafan_worker;
GRANT INSERT (phone_index, email_sealed) ON practitioners TO hafan_web;

CREATE OR REPLACE FUNCTION hafan_reach(member uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT CASE WHEN phone_sealed IS NULL THEN '{}'::text[] ELSE '{text,call}'::text[] END
       || CASE WHEN email_sealed IS NULL THEN '{}'::text[] ELSE '{email}'::text[] END
   FROM practitioners WHERE id = member AND active $$;

-- What staff text to us. Nobody reads it here: it is kept to show who took which alert in what words.
CREATE TABLE staff_messages (
    id UUID NOT NULL,
    channel TEXT NOT NULL,
    provider_id TEXT NOT NULL,
    practitioner_id UUID NOT NULL,
    body_sealed BYTEA NOT NULL,
    created_at timestamptz NOT NULL,
    CONSTRAINT staff_messages_pkey PRIMARY KEY (id),
    CONSTRAINT staff_messages_channel_provider_id_key UNIQUE (channel, provider_id),
    CONSTRAINT staff_messages_practitioner_id_fkey FOREIGN KEY (practitioner_id) REFERENCES practitioners (id)
);
CREATE INDEX staff_messages_practitioner_id_created_at_idx ON staff_messages (practitioner_id, created_at);

ALTER TABLE staff_messages ENABLE ROW LEVEL SECURITY;
ALTER TABLE staff_messages FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON staff_messages TO CURRENT_USER USING (true) WITH CHECK (true);
CREATE POLICY intake_all ON staff_messages TO hafan_intake USING (true) WITH CHECK (true);
GRANT INSERT, SELECT (id, channel, provider_id) ON staff_messages TO hafan_intake;

-- Whoever accepts messages also hears the key pressed in a call and the code texted back.
GRANT UPDATE (acknowledged_at, acknowledged_by, next_step_at, closed_at) ON alerts TO hafan_intake;
GRANT SELECT (acknowledged_by) ON alerts TO hafan_intake;
-- A drill ends with its acknowledgement. Nothing else is ever closed without its page.
CREATE POLICY intake_closes_drills ON alerts AS RESTRICTIVE FOR UPDATE TO hafan_intake
    USING (true) WITH CHECK (closed_at IS NULL OR drill);

-- Whose open pages must look anew when one of these alerts changed. When a whole ladder was told in vain,
-- everybody's.
CREATE FUNCTION hafan_audience(changed uuid[]) RETURNS SETOF uuid LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ WITH changes AS (SELECT id, young_person_id, unknown_message_id, exhausted_at FROM alerts WHERE id = ANY(changed)),
        workers AS (SELECT practitioner_id FROM assignments JOIN changes USING (young_person_id)
                    WHERE since <= now() AND (until IS NULL OR until > now()))
   SELECT practitioner_id FROM workers
   UNION SELECT cover_id FROM cover JOIN workers ON practitioner_id = absent_id
         WHERE ended_at IS NULL AND since <= now() AND until > now()
   UNION SELECT practitioner_id FROM alert_watchers WHERE alert_id = ANY(changed)
   UNION SELECT id FROM practitioners WHERE active AND (
         EXISTS (SELECT 1 FROM changes WHERE exhausted_at IS NOT NULL)
         OR (role IN ('duty_manager', 'safeguarding_lead')
             AND EXISTS (SELECT 1 FROM changes WHERE young_person_id IS NULL))) $$;

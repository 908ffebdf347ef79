-- Doubts whether it is really them, and what is known of how they write.

-- Running figures of how somebody writes, sealed with their key: without it they are gone, as their words are.
CREATE TABLE writing_styles (
    young_person_id UUID NOT NULL,
    figures_sealed BYTEA NOT NULL,
    doubted_at timestamptz,
    CONSTRAINT writing_styles_pkey PRIMARY KEY (young_person_id),
    CONSTRAINT writing_styles_young_person_id_fkey FOREIGN KEY(young_person_id) REFERENCES young_people (id)
);
ALTER TABLE writing_styles ENABLE ROW LEVEL SECURITY;
ALTER TABLE writing_styles FORCE ROW LEVEL SECURITY;
CREATE POLICY owner_all ON writing_styles TO CURRENT_USER USING (true) WITH CHECK (true);
-- Only where messages are accepted: nobody else has a use for them, and no page shows them.
CREATE POLICY intake_all ON writing_styles TO hafan_intake USING (true) WITH CHECK (true);
GRANT SELECT, INSERT, UPDATE ON writing_styles TO hafan_intake;

-- Somebody whose link or visit ended, or who forgot the PIN, asks for a new link without saying who they are. It
-- answers nothing, so nobody learns by it whether a token was ever anybody's.
CREATE FUNCTION chat_want_link(token bytea, at timestamptz) RETURNS void
LANGUAGE sql SECURITY DEFINER SET search_path = public AS $$
    INSERT INTO tasks (id, young_person_id, kind, created_at)
    SELECT gen_random_uuid(), y.id, 'chat_link_wanted', at
    FROM young_people y
    WHERE y.active
      AND y.id IN (SELECT i.young_person_id FROM chat_invitations i WHERE i.token_hash = token
                   UNION SELECT s.young_person_id FROM chat_sessions s WHERE s.token_hash = token)
      AND NOT EXISTS (SELECT 1 FROM tasks t WHERE t.young_person_id = y.id AND t.kind = 'chat_link_wanted'
                      AND t.done_at IS NULL)
$$;

-- A visit says as well whether they asked us to stop: then nothing answers there, and the page says so.
DROP FUNCTION chat_visit(bytea, timestamptz);
CREATE FUNCTION chat_visit(token bytea, at timestamptz)
RETURNS TABLE (id uuid, young_person_id uuid, data_key bytea, language text, created_at timestamptz,
    open_until timestamptz, shown_since timestamptz, covered boolean, details_sealed bytea, stopped boolean)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public AS $$
    SELECT s.id, s.young_person_id, y.data_key, s.language, s.created_at, s.open_until, p.shown_since,
        coalesce(c.device IN ('shared', 'watched') OR c.opening <> 'plain', false), c.details_sealed,
        y.opted_out_at IS NOT NULL
    FROM chat_sessions s
    JOIN young_people y ON y.id = s.young_person_id AND y.active
    LEFT JOIN chat_pins p ON p.young_person_id = s.young_person_id
    LEFT JOIN contact_profiles c ON c.young_person_id = s.young_person_id
    WHERE s.token_hash = token AND s.ended_at IS NULL AND s.ends_at > at
$$;
REVOKE EXECUTE ON FUNCTION chat_want_link(bytea, timestamptz), chat_visit(bytea, timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION chat_want_link(bytea, timestamptz), chat_visit(bytea, timestamptz) TO hafan_web;

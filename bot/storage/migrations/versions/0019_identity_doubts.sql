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

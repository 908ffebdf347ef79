-- Changes to the assistant's examples that wait to be carried into the files.

-- The files as trainers have them where there is no checkout to write to: whole, beside the file that each change set
-- began from, so that a newer release loses nothing of it.
CREATE TABLE example_files (
    path TEXT NOT NULL,
    base TEXT NOT NULL,
    base_hash TEXT NOT NULL,
    content TEXT NOT NULL,
    changed_by UUID NOT NULL,
    changed_at timestamptz NOT NULL,
    CONSTRAINT example_files_pkey PRIMARY KEY (path),
    CONSTRAINT example_files_changed_by_fkey FOREIGN KEY(changed_by) REFERENCES practitioners (id),
    CHECK (path ~ '^nlu/(en|cy)/[a-z0-9_-]+\.yml$'),
    CHECK (base_hash = encode(sha256(convert_to(base, 'UTF8')), 'hex'))
);

-- Who changed which example. It only grows.
CREATE TABLE example_edits (
    id UUID NOT NULL,
    made_at timestamptz NOT NULL,
    made_by UUID NOT NULL,
    language TEXT NOT NULL,
    topic TEXT NOT NULL,
    before TEXT,
    after TEXT,
    to_topic TEXT NOT NULL,
    CONSTRAINT example_edits_pkey PRIMARY KEY (id),
    CONSTRAINT example_edits_made_by_fkey FOREIGN KEY(made_by) REFERENCES practitioners (id),
    CHECK (before IS NOT NULL OR after IS NOT NULL),
    CHECK (language IN ('en', 'cy'))
);
CREATE INDEX example_edits_made_at_idx ON example_edits (made_at);

-- What somebody was about to teach the assistant and what sounds like a disclosure: for the safeguarding leads.
CREATE TABLE handed_over_examples (
    id UUID NOT NULL,
    words_sealed BYTEA NOT NULL,
    language TEXT NOT NULL,
    topic TEXT NOT NULL,
    severity TEXT NOT NULL,
    categories TEXT[] NOT NULL,
    handed_over_by UUID NOT NULL,
    handed_over_at timestamptz NOT NULL,
    settled_at timestamptz,
    settled_by UUID,
    CONSTRAINT handed_over_examples_pkey PRIMARY KEY (id),
    CONSTRAINT handed_over_examples_handed_over_by_fkey FOREIGN KEY(handed_over_by) REFERENCES practitioners (id),
    CONSTRAINT handed_over_examples_settled_by_fkey FOREIGN KEY(settled_by) REFERENCES practitioners (id),
    CHECK ((settled_at IS NULL) = (settled_by IS NULL))
);

DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['example_files', 'example_edits', 'handed_over_examples']
    LOOP
        EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', name);
        EXECUTE format('ALTER TABLE %s FORCE ROW LEVEL SECURITY', name);
        EXECUTE format('CREATE POLICY owner_all ON %s TO CURRENT_USER USING (true) WITH CHECK (true)', name);
    END LOOP;
END $$;

-- The worker trains candidates from the files; it changes none.
GRANT SELECT ON example_files TO hafan_worker;
CREATE POLICY worker_reads ON example_files FOR SELECT TO hafan_worker USING (true);

GRANT SELECT, INSERT, DELETE, UPDATE (base, base_hash, content, changed_by, changed_at) ON example_files TO hafan_web;
GRANT SELECT, INSERT ON example_edits, handed_over_examples TO hafan_web;
GRANT UPDATE (settled_at, settled_by) ON handed_over_examples TO hafan_web;

CREATE POLICY web_reads ON example_files FOR SELECT TO hafan_web
    USING (hafan_role() IN ('trainer', 'safeguarding_lead'));
CREATE POLICY web_adds ON example_files FOR INSERT TO hafan_web
    WITH CHECK (hafan_role() = 'trainer' AND changed_by = hafan_user());
CREATE POLICY web_changes ON example_files FOR UPDATE TO hafan_web
    USING (hafan_role() = 'trainer') WITH CHECK (hafan_role() = 'trainer' AND changed_by = hafan_user());
CREATE POLICY web_drops ON example_files FOR DELETE TO hafan_web USING (hafan_role() = 'trainer');

CREATE POLICY web_reads ON example_edits FOR SELECT TO hafan_web
    USING (hafan_role() IN ('trainer', 'safeguarding_lead'));
CREATE POLICY web_adds ON example_edits FOR INSERT TO hafan_web
    WITH CHECK (hafan_role() = 'trainer' AND made_by = hafan_user());

CREATE POLICY web_reads ON handed_over_examples FOR SELECT TO hafan_web USING (hafan_role() = 'safeguarding_lead');
CREATE POLICY web_adds ON handed_over_examples FOR INSERT TO hafan_web
    WITH CHECK (hafan_role() = 'trainer' AND handed_over_by = hafan_user() AND settled_at IS NULL);
CREATE POLICY web_settles ON handed_over_examples FOR UPDATE TO hafan_web
    USING (hafan_role() = 'safeguarding_lead' AND settled_at IS NULL)
    WITH CHECK (hafan_role() = 'safeguarding_lead' AND settled_by = hafan_user());

-- What safeguarding leads answer about examples that were handed over to them.

-- `cleared_words` are the words of an example that a lead found harmless: no longer sealed, because they become an
-- example as all others are, and the training of candidates, which opens nothing of the leads', must know them.
ALTER TABLE handed_over_examples
    ADD COLUMN answer TEXT,
    ADD COLUMN answer_sealed BYTEA,
    ADD COLUMN cleared_words TEXT,
    ADD COLUMN answer_seen_at timestamptz;
UPDATE handed_over_examples SET answer = 'safeguarding' WHERE settled_at IS NOT NULL;
ALTER TABLE handed_over_examples
    ADD CHECK (answer IN ('harmless', 'safeguarding')),
    ADD CHECK ((answer IS NULL) = (settled_at IS NULL)),
    ADD CHECK ((answer IS NOT DISTINCT FROM 'harmless') = (cleared_words IS NOT NULL));

GRANT UPDATE (answer, answer_sealed, cleared_words, answer_seen_at) ON handed_over_examples TO hafan_web;
-- Trainers follow what they handed over, and know what anybody may add.
CREATE POLICY web_follows ON handed_over_examples FOR SELECT TO hafan_web
    USING (hafan_role() = 'trainer' AND (handed_over_by = hafan_user() OR answer = 'harmless'));
-- Leads answer, and take back that something is harmless.
DROP POLICY web_settles ON handed_over_examples;
CREATE POLICY web_answers ON handed_over_examples FOR UPDATE TO hafan_web
    USING (hafan_role() = 'safeguarding_lead' AND (settled_at IS NULL OR answer = 'harmless'))
    WITH CHECK (hafan_role() = 'safeguarding_lead' AND (settled_at IS NULL OR settled_by = hafan_user()));

-- Trainers change nothing of it themselves but that they have read the answers.
CREATE FUNCTION hafan_see_answers(at timestamptz) RETURNS void LANGUAGE sql SECURITY DEFINER SET search_path = public AS
$$ UPDATE handed_over_examples SET answer_seen_at = at
   WHERE handed_over_by = hafan_user() AND settled_at IS NOT NULL AND answer_seen_at IS NULL $$;

-- A released message that a trainer finds to be for safeguarding goes to the leads, who see who released it.
CREATE FUNCTION hafan_pass_to_leads(release uuid) RETURNS boolean LANGUAGE plpgsql SECURITY DEFINER
SET search_path = public AS $$
BEGIN
    UPDATE released_messages SET audience = 'leads'
    WHERE id = release AND audience = 'trainers' AND settled_on IS NULL AND hafan_role() = 'trainer';
    RETURN FOUND;
END $$;
REVOKE EXECUTE ON FUNCTION hafan_see_answers(timestamptz), hafan_pass_to_leads(uuid) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hafan_see_answers(timestamptz), hafan_pass_to_leads(uuid) TO hafan_web;

-- The training of candidates knows what is cleared; the sweep forgets what belongs to safeguarding. Neither reads the
-- words that are sealed.
GRANT SELECT (language, topic, answer, cleared_words, settled_at), DELETE ON handed_over_examples TO hafan_worker;
CREATE POLICY worker_reads ON handed_over_examples FOR SELECT TO hafan_worker USING (settled_at IS NOT NULL);
CREATE POLICY worker_forgets ON handed_over_examples FOR DELETE TO hafan_worker USING (answer = 'safeguarding');

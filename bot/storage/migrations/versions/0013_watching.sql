-- What is noticed in answers and silences over time is a concern with figures in place of words.
ALTER TABLE concerns ADD COLUMN figures JSONB;
CREATE INDEX concerns_signals_idx ON concerns (young_person_id, found_at) WHERE source = 'signal';

-- Whom nothing may be sent unasked just now, and why, of those whom the signed-in member sees. What a young person
-- asked for themselves, and pauses, stand in their row.
CREATE FUNCTION hafan_held_back() RETURNS TABLE (id uuid, reason text) LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT y.id, CASE WHEN withdrawn.yes THEN 'no_consent' WHEN p.windows = '[]'::jsonb THEN 'no_safe_hours'
                ELSE 'taken_over' END
   FROM young_people y
   LEFT JOIN contact_profiles p ON p.young_person_id = y.id
   LEFT JOIN takeovers t ON t.young_person_id = y.id AND t.until IS NULL
   CROSS JOIN LATERAL (SELECT coalesce(NOT (SELECT c.given FROM consents c WHERE c.young_person_id = y.id
                                            ORDER BY c.at DESC LIMIT 1), false) AS yes) withdrawn
   WHERE (withdrawn.yes OR p.windows = '[]'::jsonb OR t.id IS NOT NULL) AND hafan_sees(y.id) $$;
REVOKE EXECUTE ON FUNCTION hafan_held_back() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION hafan_held_back() TO hafan_web;

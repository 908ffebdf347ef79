-- A check-in that nobody saw in the chat goes by text as well, as a second dispatch of one message. The caseload
-- counted it as two, the first of them without an answer. The newest dispatch says what became of it.
DO $$
DECLARE
    before text := pg_get_functiondef('hafan_caseload(uuid)'::regprocedure);
    after text := regexp_replace(before,
        'LEFT JOIN messages o ON o\.check_in_id = c\.id AND o\.purpose = ''check_in''\s+LEFT JOIN dispatches d ON d\.message_id = o\.id',
        'LEFT JOIN LATERAL (SELECT s.status FROM messages o JOIN dispatches s ON s.message_id = o.id
              WHERE o.check_in_id = c.id AND o.purpose = ''check_in'' ORDER BY s.created_at DESC LIMIT 1) d ON true');
BEGIN
    IF after = before THEN
        RAISE EXCEPTION 'hafan_caseload is not as expected';
    END IF;
    EXECUTE after;
END $$;

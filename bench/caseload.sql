-- 200 check-ins for each young person, each with an opening text, its delivery and nine messages: a million. Those of
-- the last five days are unread. Words are as long as sealed ones; the page opens only names.
SET session_replication_role = replica;

INSERT INTO check_ins (id, young_person_id, conversation_id, planned, language, opened_at)
SELECT gen_random_uuid(), y.id, gen_random_uuid(), true, 'en', now() - g * interval '3 days'
FROM young_people y, generate_series(1, 200) g;

INSERT INTO messages (id, young_person_id, check_in_id, inbound, author, purpose, channel, body_sealed, language,
    created_at, handled_at)
SELECT gen_random_uuid(), young_person_id, id, false, 'service', 'check_in', 'sms', sha512(id::text::bytea), 'en',
    opened_at, opened_at
FROM check_ins;

INSERT INTO dispatches (id, key, purpose, channel, young_person_id, message_id, status, created_at)
SELECT gen_random_uuid(), id, 'check_in', 'sms', young_person_id, id, 'delivered', created_at FROM messages;

INSERT INTO messages (id, young_person_id, check_in_id, inbound, author, channel, body_sealed, language, created_at,
    handled_at, read_at)
SELECT gen_random_uuid(), young_person_id, id, true, 'young_person', 'sms', sha512(id::text::bytea), 'en',
    opened_at + g * interval '1 minute', opened_at,
    CASE WHEN opened_at < now() - interval '5 days' THEN opened_at END
FROM check_ins, generate_series(1, 9) g;

INSERT INTO signals
SELECT gen_random_uuid(), young_person_id, id, 'mood', 5 + random() * 3, opened_at FROM check_ins;

SET session_replication_role = DEFAULT;
ANALYZE;

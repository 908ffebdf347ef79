-- Check-in plans, goals and sessions.

-- The conversation of a check-in: what it asks, in order (kinds of signals); until when the young person put it
-- off; and how often it was taken up again.
ALTER TABLE check_ins
    ADD COLUMN asks TEXT[] DEFAULT '{mood,sleep,safe,tell,contact_wish}'::text[] NOT NULL,
    ADD COLUMN snoozed_until timestamptz,
    ADD COLUMN times_resumed SMALLINT DEFAULT 0 NOT NULL;

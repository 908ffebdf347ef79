-- The next job of a lock would wait for the poll (seconds): say at once that the lock is free.
CREATE FUNCTION hafan_lock_freed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE payload text := json_build_object('type', 'job_inserted', 'job_id', NEW.id)::text;
BEGIN
    PERFORM pg_notify('procrastinate_queue_v1#' || NEW.queue_name, payload);
    PERFORM pg_notify('procrastinate_any_queue_v1', payload);
    RETURN NEW;
END $$;

CREATE TRIGGER hafan_lock_freed AFTER UPDATE OF status ON procrastinate_jobs FOR EACH ROW
    WHEN (OLD.status = 'doing' AND NEW.status <> 'doing' AND NEW.lock IS NOT NULL)
    EXECUTE FUNCTION hafan_lock_freed();

-- Accepting a message enqueues its jobs in the same transaction, so every role that accepts may enqueue.
DO $$
DECLARE name text;
BEGIN
    FOR name IN SELECT table_name FROM information_schema.tables
                WHERE table_schema = 'public' AND table_name LIKE 'procrastinate%'
    LOOP
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO hafan_web, hafan_intake, hafan_worker', name);
    END LOOP;
END $$;
GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO hafan_web, hafan_intake, hafan_worker;

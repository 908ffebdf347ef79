-- Sixteen chains, so that transactions about different subjects seldom wait for one another.
INSERT INTO audit_heads (chain, sequence, hash)
SELECT chain, 0, sha256(convert_to('hafan audit chain ' || chain, 'UTF8')) FROM generate_series(0, 15) AS chain;

CREATE FUNCTION audit_hash(entry audit) RETURNS bytea LANGUAGE sql STABLE AS
$$ SELECT sha256(entry.previous_hash || convert_to(concat_ws('|', entry.chain, entry.sequence,
       extract(epoch FROM entry.at), entry.actor, entry.action, entry.subject, entry.detail), 'UTF8')) $$;

CREATE FUNCTION audit_append() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = public AS $$
DECLARE head audit_heads;
BEGIN
    NEW.chain := get_byte(sha256(convert_to(NEW.subject, 'UTF8')), 0) % 16;
    SELECT * INTO STRICT head FROM audit_heads WHERE chain = NEW.chain FOR UPDATE;
    NEW.sequence := head.sequence + 1;
    NEW.previous_hash := head.hash;
    NEW.hash := audit_hash(NEW);
    UPDATE audit_heads SET sequence = NEW.sequence, hash = NEW.hash WHERE chain = NEW.chain;
    RETURN NEW;
END $$;

CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is append-only'; END $$;

CREATE TRIGGER audit_append BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION audit_append();
CREATE TRIGGER audit_keep_rows BEFORE UPDATE OR DELETE ON audit FOR EACH ROW EXECUTE FUNCTION audit_refuse();
CREATE TRIGGER audit_keep_table BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse();

-- Every entry whose hash, predecessor or place in its chain is wrong, and every head that is not its chain's last.
CREATE FUNCTION audit_broken() RETURNS TABLE (chain smallint, sequence bigint) LANGUAGE sql STABLE AS $$
    WITH entries AS (
        SELECT audit.*, audit_hash(audit) AS expected,
               lag(audit.hash) OVER (PARTITION BY audit.chain ORDER BY audit.sequence) AS before,
               row_number() OVER (PARTITION BY audit.chain ORDER BY audit.sequence) AS place
        FROM audit)
    SELECT entries.chain, entries.sequence FROM entries
    WHERE hash <> expected OR place <> entries.sequence OR previous_hash <> coalesce(before,
        sha256(convert_to('hafan audit chain ' || entries.chain, 'UTF8')))
    UNION
    SELECT audit_heads.chain, audit_heads.sequence FROM audit_heads
    LEFT JOIN audit ON audit.chain = audit_heads.chain AND audit.sequence = audit_heads.sequence
    WHERE audit_heads.sequence > 0 AND audit.hash IS DISTINCT FROM audit_heads.hash
$$;

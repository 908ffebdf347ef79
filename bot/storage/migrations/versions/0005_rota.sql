-- The rota: teams, working hours, leave and cover.

-- By which means somebody can be told. Who accepts messages and raises alerts sees no address.
CREATE FUNCTION hafan_reach(member uuid) RETURNS text[] LANGUAGE sql STABLE SECURITY DEFINER
SET search_path = public AS
$$ SELECT CASE WHEN phone_sealed IS NULL THEN '{}'::text[] ELSE '{text,call}'::text[] END
   FROM practitioners WHERE id = member AND active $$;

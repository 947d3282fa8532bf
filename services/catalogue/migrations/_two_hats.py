"""The triggers that keep residents and the council's own people apart, whoever writes the row."""

# No clock in the database: the row's own times say when somebody joins.
KEEP_APART = """
CREATE FUNCTION catalogue_refuse_two_hats() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
    since timestamptz := coalesce(NEW.joined_at, NEW.created_at) - interval '365 days';
BEGIN
    IF NEW.ended_at IS NOT NULL OR NEW.joined_at IS NULL THEN
        RETURN NEW;
    END IF;
    IF NEW.stake = 'citizen' AND (
        EXISTS (
            SELECT 1 FROM catalogue_membership m
            WHERE m.tenant_id = NEW.tenant_id AND m.person_id = NEW.person_id AND m.stake = 'professional'
                AND m.joined_at IS NOT NULL AND m.id <> NEW.id AND (m.ended_at IS NULL OR m.ended_at > since)
        )
        OR EXISTS (
            SELECT 1 FROM people_councilrole r WHERE r.tenant_id = NEW.tenant_id AND r.person_id = NEW.person_id
        )
        OR EXISTS (
            SELECT 1 FROM people_formercouncilrole r
            WHERE r.tenant_id = NEW.tenant_id AND r.person_id = NEW.person_id AND r.ended_at > since
        )
    ) THEN
        RAISE EXCEPTION 'whoever works for the council is no resident in its services'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_one_hat';
    END IF;
    IF NEW.stake = 'professional' AND EXISTS (
        SELECT 1 FROM catalogue_membership m
        WHERE m.tenant_id = NEW.tenant_id AND m.person_id = NEW.person_id AND m.stake = 'citizen'
            AND m.joined_at IS NOT NULL AND m.ended_at IS NULL AND m.id <> NEW.id
    ) THEN
        RAISE EXCEPTION 'a resident is no professional before they leave'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'membership_one_hat';
    END IF;
    RETURN NEW;
END $body$;

CREATE TRIGGER two_hats BEFORE INSERT OR UPDATE OF stake, joined_at, ended_at, person_id ON catalogue_membership
  FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_two_hats();

-- A role would end a resident's voice, and the one who gives it is not the resident. So they leave first, themselves.
CREATE FUNCTION catalogue_refuse_role_of_resident() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
    IF EXISTS (
        SELECT 1 FROM catalogue_membership m
        WHERE m.tenant_id = NEW.tenant_id AND m.person_id = NEW.person_id AND m.stake = 'citizen'
            AND m.joined_at IS NOT NULL AND m.ended_at IS NULL
    ) THEN
        RAISE EXCEPTION 'a resident holds no role in the council before they leave'
            USING ERRCODE = 'check_violation', CONSTRAINT = 'councilrole_one_hat';
    END IF;
    RETURN NEW;
END $body$;

CREATE TRIGGER two_hats BEFORE INSERT OR UPDATE OF person_id ON people_councilrole
  FOR EACH ROW EXECUTE FUNCTION catalogue_refuse_role_of_resident();
"""
LET_GO = """
DROP TRIGGER two_hats ON people_councilrole;
DROP FUNCTION catalogue_refuse_role_of_resident();
DROP TRIGGER two_hats ON catalogue_membership;
DROP FUNCTION catalogue_refuse_two_hats();
"""

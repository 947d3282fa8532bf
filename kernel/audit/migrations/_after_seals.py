"""A trigger that lets no event in below the last seal: what has been sealed is complete for ever.

Writers hold a lock against the sealer before they are given an id, so none of them is ever late; who takes an id and
waits for a seal is refused.
"""

REFUSE_LATE = """
CREATE FUNCTION audit_refuse_late_event() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF NEW.id <= (SELECT seal.last_event_id FROM public.audit_auditseal seal WHERE seal.tenant_id = NEW.tenant_id
                ORDER BY seal.number DESC LIMIT 1) THEN
    RAISE EXCEPTION 'events are not added below the last seal' USING ERRCODE = 'insufficient_privilege';
  END IF;
  RETURN NEW;
END $body$;
CREATE TRIGGER after_the_last_seal BEFORE INSERT ON audit_auditevent
  FOR EACH ROW EXECUTE FUNCTION audit_refuse_late_event();
"""

LET_LATE_IN = """
DROP TRIGGER after_the_last_seal ON audit_auditevent;
DROP FUNCTION audit_refuse_late_event();
"""

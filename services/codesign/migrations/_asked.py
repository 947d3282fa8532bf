"""Triggers that keep what people were asked under, and what was published, from being taken away.

In the database because it must hold for whatever writes a question: an action, a command, a repair by hand.
"""

KEEP_ASKED = """
CREATE FUNCTION codesign_keep_asked() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF (OLD.question, OLD.can_change, OLD.cannot_change, OLD.decision_owner_id, OLD.account_required, OLD.moderation,
      OLD.no_seldom_heard, OLD.opened_at, OLD.options_shown_days, OLD.decision_quorum, OLD.extensions_at_most,
      OLD.longest_until)
    IS DISTINCT FROM
     (NEW.question, NEW.can_change, NEW.cannot_change, NEW.decision_owner_id, NEW.account_required, NEW.moderation,
      NEW.no_seldom_heard, NEW.opened_at, NEW.options_shown_days, NEW.decision_quorum, NEW.extensions_at_most,
      NEW.longest_until) THEN
    RAISE EXCEPTION 'what people were asked under is fixed' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.closes_at < OLD.closes_at THEN
    RAISE EXCEPTION 'a window only grows' USING ERRCODE = 'check_violation';
  END IF;
  IF (OLD.background, OLD.access_plan, OLD.payment_policy, OLD.statements_welcome, OLD.closes_at) IS DISTINCT FROM
     (NEW.background, NEW.access_plan, NEW.payment_policy, NEW.statements_welcome, NEW.closes_at) THEN
    IF NEW.asked_version <> OLD.asked_version + 1 THEN
      RAISE EXCEPTION 'what people are told changes as a version' USING ERRCODE = 'check_violation';
    END IF;
  ELSIF NEW.asked_version <> OLD.asked_version THEN
    RAISE EXCEPTION 'a version says something else' USING ERRCODE = 'check_violation';
  END IF;
  IF NEW.agreed_at IS DISTINCT FROM coalesce(OLD.agreed_at, NEW.agreed_at)
     OR NEW.decided_at IS DISTINCT FROM coalesce(OLD.decided_at, NEW.decided_at) THEN
    RAISE EXCEPTION 'what was published stays' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $body$;

CREATE TRIGGER keep_asked BEFORE UPDATE ON codesign_designchallenge
  FOR EACH ROW WHEN (OLD.opened_at IS NOT NULL) EXECUTE FUNCTION codesign_keep_asked();

CREATE FUNCTION codesign_said_under() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  SELECT asked_version INTO NEW.asked_version FROM codesign_designchallenge
  WHERE tenant_id = NEW.tenant_id AND id = NEW.challenge_id;
  RETURN NEW;
END $body$;

CREATE TRIGGER said_under BEFORE INSERT ON codesign_feedback
  FOR EACH ROW EXECUTE FUNCTION codesign_said_under();
CREATE TRIGGER said_under BEFORE INSERT ON codesign_statement
  FOR EACH ROW EXECUTE FUNCTION codesign_said_under();
"""

LET_GO_OF_ASKED = """
DROP FUNCTION codesign_said_under() CASCADE;
DROP FUNCTION codesign_keep_asked() CASCADE;
"""

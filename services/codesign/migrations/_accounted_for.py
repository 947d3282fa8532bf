"""Triggers that keep `is_accounted_for`: whether accepted words support a kept insight or are set aside with a reason.

Kept in the database because three tables decide it and pages must not ask all of them for every answer. Every action
that writes one of the three locks the challenge first, so two of them never settle the same words at once.
"""

FUNCTIONS = """
CREATE FUNCTION codesign_settle(answers bigint[], sentences bigint[]) RETURNS void LANGUAGE sql AS $body$
  UPDATE codesign_feedback said SET is_accounted_for = NOT said.is_accounted_for
  WHERE said.id = ANY (answers) AND said.is_accounted_for IS DISTINCT FROM (
    EXISTS (SELECT 1 FROM codesign_insightsource source JOIN codesign_insight insight ON insight.id = source.insight_id
            WHERE source.feedback_id = said.id AND insight.state = 'kept')
    OR EXISTS (SELECT 1 FROM codesign_setaside aside WHERE aside.feedback_id = said.id));
  UPDATE codesign_statement said SET is_accounted_for = NOT said.is_accounted_for
  WHERE said.id = ANY (sentences) AND said.is_accounted_for IS DISTINCT FROM (
    EXISTS (SELECT 1 FROM codesign_insightsource source JOIN codesign_insight insight ON insight.id = source.insight_id
            WHERE source.statement_id = said.id AND insight.state = 'kept')
    OR EXISTS (SELECT 1 FROM codesign_setaside aside WHERE aside.statement_id = said.id));
$body$;

CREATE FUNCTION codesign_settle_changed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM codesign_settle(
    (SELECT array_agg(feedback_id) FROM changed WHERE feedback_id IS NOT NULL),
    (SELECT array_agg(statement_id) FROM changed WHERE statement_id IS NOT NULL));
  RETURN NULL;
END $body$;

CREATE FUNCTION codesign_settle_of_insight() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  PERFORM codesign_settle(
    (SELECT array_agg(feedback_id) FROM codesign_insightsource
     WHERE insight_id = NEW.id AND feedback_id IS NOT NULL),
    (SELECT array_agg(statement_id) FROM codesign_insightsource
     WHERE insight_id = NEW.id AND statement_id IS NOT NULL));
  RETURN NULL;
END $body$;

CREATE TRIGGER settle_on_state AFTER UPDATE OF state ON codesign_insight
  FOR EACH ROW WHEN (OLD.state IS DISTINCT FROM NEW.state) EXECUTE FUNCTION codesign_settle_of_insight();
"""

TRIGGERS = """
CREATE TRIGGER settle_on_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION codesign_settle_changed();
CREATE TRIGGER settle_on_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION codesign_settle_changed();
CREATE TRIGGER settle_on_update AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION codesign_settle_changed();
"""

TABLES = ("codesign_insightsource", "codesign_setaside")
SETTLE = FUNCTIONS + "".join(TRIGGERS.format(table=table) for table in TABLES)

UNSETTLE = """
DROP FUNCTION codesign_settle_changed() CASCADE;
DROP FUNCTION codesign_settle_of_insight() CASCADE;
DROP FUNCTION codesign_settle(bigint[], bigint[]);
"""

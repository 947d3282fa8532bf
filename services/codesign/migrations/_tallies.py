"""Triggers that keep the tallies: what each insight rests on and what was set aside, counted and digested by blocks.

A block is 4,096 ids of answers or statements in a row, so that a change costs one block, whatever was said in all. Each
change locks its blocks before it reads them again, so the digests hold whoever writes at the same time. How many words
still show depends on the words too: every action that cites, sets aside, refuses or takes back locks the challenge
first.
"""

TALLY = """
CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE touched bigint[];
BEGIN
  IF TG_OP <> 'DELETE' THEN
    INSERT INTO {tally} (tenant_id, {owner}, block)
    SELECT DISTINCT tenant_id, {owner}, coalesce(feedback_id, statement_id) >> 12 FROM changed ORDER BY 1, 2, 3
    ON CONFLICT DO NOTHING;
  END IF;
  touched := ARRAY(
    SELECT tally.id FROM {tally} tally
    WHERE (tally.tenant_id, tally.{owner}, tally.block)
      IN (SELECT tenant_id, {owner}, coalesce(feedback_id, statement_id) >> 12 FROM changed)
    ORDER BY tally.id FOR UPDATE);
  UPDATE {tally} tally SET ({counted}, digest) = (
    SELECT {counts},
      coalesce(encode(sha256(convert_to(string_agg({signed}, ',' ORDER BY item COLLATE "C"), 'UTF8')), 'hex'), '')
    FROM (
      SELECT {columns}, 'f' || feedback_id AS item, said.withdrawn_at IS NOT NULL AS gone, said.moderation
      FROM {table} JOIN codesign_feedback said ON said.id = feedback_id
      WHERE {table}.tenant_id = tally.tenant_id AND {table}.{owner} = tally.{owner}
        AND feedback_id >= tally.block << 12 AND feedback_id < tally.block + 1 << 12
      UNION ALL
      SELECT {columns}, 's' || statement_id, said.withdrawn_at IS NOT NULL, said.moderation
      FROM {table} JOIN codesign_statement said ON said.id = statement_id
      WHERE {table}.tenant_id = tally.tenant_id AND {table}.{owner} = tally.{owner}
        AND statement_id >= tally.block << 12 AND statement_id < tally.block + 1 << 12
    ) AS named)
  WHERE tally.id = ANY (touched);
  RETURN NULL;
END $body$;

CREATE TRIGGER tally_on_insert AFTER INSERT ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER tally_on_delete AFTER DELETE ON {table} REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER tally_on_update_before AFTER UPDATE ON {table} REFERENCING OLD TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION {function}();
CREATE TRIGGER tally_on_update_after AFTER UPDATE ON {table} REFERENCING NEW TABLE AS changed
  FOR EACH STATEMENT EXECUTE FUNCTION {function}();
"""

CITED = {
    "function": "codesign_tally_cited",
    "table": "codesign_insightsource",
    "tally": "codesign_insighttally",
    "owner": "insight_id",
    "columns": "kind",
    "signed": "kind || ':' || item",
    "counted": "supporting, dissenting, gone",
    "counts": "count(*) FILTER (WHERE kind = 'supports' AND NOT gone), "
    "count(*) FILTER (WHERE kind = 'dissents' AND NOT gone), count(*) FILTER (WHERE gone)",
}
ASIDE = {
    "function": "codesign_tally_aside",
    "table": "codesign_setaside",
    "tally": "codesign_setasidetally",
    "owner": "challenge_id",
    "columns": "reason",
    "signed": "item || ':' || encode(sha256(convert_to(reason, 'UTF8')), 'hex')",
    "counted": "shown",
    "counts": "count(*) FILTER (WHERE moderation = 'accepted' AND NOT gone)",
}

# Taking back and refusing leave what is signed as it is, and change only what is counted.
WORDS = """
CREATE FUNCTION codesign_tally_{kind}() RETURNS trigger LANGUAGE plpgsql AS $body$
DECLARE
  went int := (NEW.withdrawn_at IS NOT NULL)::int - (OLD.withdrawn_at IS NOT NULL)::int;
  shows int := (NEW.withdrawn_at IS NULL AND NEW.moderation = 'accepted')::int
    - (OLD.withdrawn_at IS NULL AND OLD.moderation = 'accepted')::int;
BEGIN
  UPDATE codesign_insighttally tally SET
    supporting = supporting - went * (source.kind = 'supports')::int,
    dissenting = dissenting - went * (source.kind = 'dissents')::int,
    gone = gone + went
  FROM codesign_insightsource source
  WHERE went <> 0 AND source.{kind}_id = NEW.id AND tally.insight_id = source.insight_id
    AND tally.tenant_id = NEW.tenant_id AND tally.block = NEW.id >> 12;
  UPDATE codesign_setasidetally tally SET shown = shown + shows
  FROM codesign_setaside aside
  WHERE shows <> 0 AND aside.{kind}_id = NEW.id AND tally.challenge_id = aside.challenge_id
    AND tally.tenant_id = NEW.tenant_id AND tally.block = NEW.id >> 12;
  RETURN NULL;
END $body$;

CREATE TRIGGER tally_on_change AFTER UPDATE OF withdrawn_at, moderation ON codesign_{kind} FOR EACH ROW
  WHEN ((OLD.withdrawn_at IS NULL) <> (NEW.withdrawn_at IS NULL) OR NEW.is_accounted_for AND OLD.moderation <> NEW.moderation)
  EXECUTE FUNCTION codesign_tally_{kind}();
"""

# What analysts sign: the kept insights, word for word, what each rests on, and what was set aside with which reason.
DIGEST = """
CREATE FUNCTION codesign_findings_digest(signed_challenge bigint) RETURNS text LANGUAGE sql STABLE AS $body$
  SELECT encode(sha256(convert_to(
    coalesce((
      SELECT string_agg(
        insight.id || ':' || encode(sha256(convert_to(insight.text, 'UTF8')), 'hex') || ':' || coalesce((
          SELECT string_agg(tally.digest, ',' ORDER BY tally.block) FROM codesign_insighttally tally
          WHERE tally.tenant_id = insight.tenant_id AND tally.insight_id = insight.id AND tally.digest <> ''), ''),
        ';' ORDER BY insight.id)
      FROM codesign_insight insight WHERE insight.challenge_id = signed_challenge AND insight.state = 'kept'), '')
    || '|' || coalesce((
      SELECT string_agg(tally.digest, ',' ORDER BY tally.block) FROM codesign_setasidetally tally
      WHERE tally.challenge_id = signed_challenge AND tally.digest <> ''), ''),
    'UTF8')), 'hex')
$body$;
"""

KEEP_TALLIES = (
    "".join(TALLY.format(**of) for of in (CITED, ASIDE))
    + "".join(WORDS.format(kind=kind) for kind in ("feedback", "statement"))
    + DIGEST
)
DROP_TALLIES = """
DROP FUNCTION codesign_findings_digest(bigint);
DROP FUNCTION codesign_tally_feedback() CASCADE;
DROP FUNCTION codesign_tally_statement() CASCADE;
DROP FUNCTION codesign_tally_cited() CASCADE;
DROP FUNCTION codesign_tally_aside() CASCADE;
"""

"""A digest of what was said, by which the database refuses the same words twice: kept by a trigger on every way in.

Spelling that nobody sees makes no difference: letters in their compatible form (NFKC), capitals, runs of blanks. Words
that were taken back have no digest, since a short answer could be guessed from it.
"""

_ONE = """
CREATE TRIGGER digest_words BEFORE INSERT OR UPDATE OF text, words_digest ON {table}
  FOR EACH ROW EXECUTE FUNCTION codesign_digest_words();
"""

DIGEST_WORDS = """
CREATE FUNCTION codesign_words_digest(words text) RETURNS text LANGUAGE sql STABLE AS $body$
  SELECT CASE WHEN words = '' THEN '' ELSE encode(sha256(convert_to(
    btrim(regexp_replace(lower(normalize(words, NFKC)), '\\s+', ' ', 'g')), 'UTF8')), 'hex') END
$body$;
CREATE FUNCTION codesign_digest_words() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  NEW.words_digest := public.codesign_words_digest(NEW.text);
  RETURN NEW;
END $body$;
""" + "".join(_ONE.format(table=table) for table in ("codesign_feedback", "codesign_statement"))

FORGET_DIGESTS = """
DROP TRIGGER digest_words ON codesign_feedback;
DROP TRIGGER digest_words ON codesign_statement;
DROP FUNCTION codesign_digest_words();
DROP FUNCTION codesign_words_digest(text);
"""

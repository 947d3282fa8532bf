"""Triggers that hold what comes from files to its rule: people from a file are there only while it is confirmed.

A check constraint cannot look into another table. A file goes one way: it waits, is confirmed or refused, and is taken
back; so that nobody who writes SQL as the application can have one come in that no resident has confirmed.
"""

HOLD_IMPORTS = """
CREATE FUNCTION codesign_imported_is_confirmed() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF EXISTS (
    SELECT 1 FROM added WHERE imported_in_id IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM codesign_importbatch batch
      WHERE batch.tenant_id = added.tenant_id AND batch.id = added.imported_in_id AND batch.state = 'confirmed')) THEN
    RAISE EXCEPTION 'people from a file come in once it is confirmed' USING ERRCODE = 'check_violation';
  END IF;
  RETURN NULL;
END $body$;

CREATE TRIGGER imported_is_confirmed_on_insert AFTER INSERT ON codesign_contributor REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION codesign_imported_is_confirmed();
CREATE TRIGGER imported_is_confirmed_on_update AFTER UPDATE ON codesign_contributor REFERENCING NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION codesign_imported_is_confirmed();

CREATE FUNCTION codesign_import_goes_one_way() RETURNS trigger LANGUAGE plpgsql AS $body$
BEGIN
  IF OLD.state IN ('refused', 'taken_back') OR (OLD.state = 'confirmed' AND NEW.state <> 'taken_back') THEN
    RAISE EXCEPTION 'a file that was % cannot become %', OLD.state, NEW.state USING ERRCODE = 'check_violation';
  END IF;
  RETURN NEW;
END $body$;

CREATE TRIGGER import_goes_one_way BEFORE UPDATE OF state ON codesign_importbatch FOR EACH ROW
  WHEN (OLD.state <> NEW.state) EXECUTE FUNCTION codesign_import_goes_one_way();
"""

LET_IMPORTS_GO = """
DROP FUNCTION codesign_import_goes_one_way() CASCADE;
DROP FUNCTION codesign_imported_is_confirmed() CASCADE;
"""

"""Fill a challenge with many answers, by SQL as the owner."""

from typing import Any

from django.db import connections

PEOPLE = """
INSERT INTO codesign_contributor
  (tenant_id, challenge_id, stake, mode, receipt_hash, language, email, external_key, created_at)
SELECT %(tenant)s, %(challenge)s, (ARRAY['citizen','professional',''])[1 + n %% 3], 'self', '', 'en', '',
  'b' || n, now()
FROM generate_series(1, %(n)s) n
"""
ANSWERS = """
INSERT INTO codesign_feedback (tenant_id, challenge_id, contributor_id, text, language, moderation, moderation_reason,
  created_at, version, mode, may_quote)
SELECT tenant_id, challenge_id, id, 'Answer number ' || id || ' about the night bus and the last stop', 'en',
  %(moderation)s, '', now(), 1, 'self', true
FROM codesign_contributor WHERE challenge_id = %(challenge)s AND external_key LIKE 'b%%'
"""


def fill(tenant_id: int, challenge_id: int, n: int, moderation: str = "accepted") -> None:
    """`n` people with an answer each."""
    values: dict[str, Any] = {"tenant": tenant_id, "challenge": challenge_id, "n": n, "moderation": moderation}
    with connections["admin"].cursor() as cursor:
        cursor.execute(PEOPLE, values)
        cursor.execute(ANSWERS, values)
        cursor.execute("ANALYZE codesign_contributor, codesign_feedback")

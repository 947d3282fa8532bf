"""Fill a challenge with many answers and use them up, by SQL as the owner, as the actions would have left it."""

from typing import Any

import numpy as np
from django.db import connections

from services.codesign.engine.opinion.coverage import Contributor, coverage
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.themes.finding import find_themes

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
NUMBERED = """
WITH said AS (
  SELECT id, row_number() OVER (ORDER BY id) AS n, count(*) OVER () AS everything
  FROM codesign_{kind} WHERE challenge_id = %(challenge)s
), found AS (
  SELECT array_agg(id ORDER BY id) AS ids FROM codesign_insight WHERE challenge_id = %(challenge)s AND state = 'kept'
)
"""
# Every other one supports a finding, one in twenty a second one as well, one in forty sees it differently.
CITED = (
    NUMBERED
    + """
INSERT INTO codesign_insightsource (tenant_id, insight_id, {kind}_id, kind)
SELECT %(tenant)s, ids[1 + (n / 2) %% cardinality(ids)], id, CASE WHEN n %% 40 = 1 THEN 'dissents' ELSE 'supports' END
FROM said, found WHERE n %% 2 = 1
UNION ALL
SELECT %(tenant)s, ids[1 + (n / 2 + 1) %% cardinality(ids)], id, 'supports' FROM said, found WHERE n %% 20 = 1
"""
)
# The others are set aside, with one of five reasons, all but the last few.
ASIDE = (
    NUMBERED
    + """
INSERT INTO codesign_setaside (tenant_id, challenge_id, {kind}_id, reason, batch, by_id, created_at)
SELECT %(tenant)s, %(challenge)s, id, '{{"en": "Reason ' || n %% 5 || '", "cy": "Rheswm ' || n %% 5 || '"}}',
  md5((n %% 5)::text), %(by)s, now()
FROM said WHERE n %% 2 = 0 AND n <= everything - 2 * least(5, everything / 5)
"""
)
TAKEN_BACK = (
    NUMBERED
    + """
UPDATE codesign_{kind} SET text = '', withdrawn_at = now()
WHERE id IN (SELECT id FROM said WHERE n %% 200 IN (7, 8))
"""
)
# What a machine drafted carries the numbers of all it rests on.
EVIDENCE = """
UPDATE codesign_insight SET draft_key = 'theme::', evidence = jsonb_build_object('kind', 'theme', 'feedback_indexes', (
  SELECT coalesce(jsonb_agg(feedback_id), '[]') FROM codesign_insightsource WHERE insight_id = codesign_insight.id))
WHERE challenge_id = %(challenge)s
"""
TOLD = "UPDATE codesign_contributor SET told_at = now() WHERE challenge_id = %(challenge)s"


def fill(tenant_id: int, challenge_id: int, n: int, moderation: str = "accepted") -> None:
    """`n` people with an answer each."""
    values: dict[str, Any] = {"tenant": tenant_id, "challenge": challenge_id, "n": n, "moderation": moderation}
    with connections["admin"].cursor() as cursor:
        cursor.execute(PEOPLE, values)
        cursor.execute(ANSWERS, values)
        cursor.execute("ANALYZE codesign_contributor, codesign_feedback")


def use_up(tenant_id: int, challenge_id: int, by: int) -> None:
    """Half of what was said supports kept findings, half is set aside but for a few; 1 in 100 was taken back."""
    values = {"tenant": tenant_id, "challenge": challenge_id, "by": by}
    with connections["admin"].cursor() as cursor:
        for kind in ("feedback", "statement"):
            for statement in (CITED, ASIDE, TAKEN_BACK):
                cursor.execute(statement.format(kind=kind), values)
        cursor.execute(EVIDENCE, values)
        cursor.execute("ANALYZE codesign_insightsource, codesign_setaside")


def tell_everyone(challenge_id: int) -> None:
    """Everybody was told what became of their words."""
    with connections["admin"].cursor() as cursor:
        cursor.execute(TOLD, {"challenge": challenge_id})


def summed_up(statement_ids: list[int], feedback_ids: list[int]) -> dict[str, Any]:
    """A run over this much, as the job stores it: a small one whose lists of people and answers are drawn out."""
    n = len(feedback_ids)
    small = min(n, 200)
    random = np.random.default_rng(1)
    side = np.where(np.arange(small) % 2 == 0, 1.0, -1.0)
    votes = side[:, None] * np.ones((small, len(statement_ids)))
    votes[random.random(votes.shape) < 0.1] *= -1
    stakes = ["citizen" if person % 3 else "professional" for person in range(small)]
    opinion_map = map_opinions(votes, stakes=stakes)
    topics = ("the night bus is late", "the stop has no light", "the driver was kind", "the ticket costs too much")
    themes = find_themes([f"{topics[k % 4]} again {k}" for k in range(small)], ["en"] * small).to_dict()
    themes["theme_of"] = _drawn_out(themes["theme_of"], n)
    themes["unassigned"] = list(range(0, n, 10))
    themes["near_duplicates"] = [[k, k + 1] for k in range(0, n - 1, 50)]
    themes["themes"] = [{**theme, "size": theme["size"] * n // small} for theme in themes["themes"]]
    everybody = {
        name: _drawn_out(value, n) if name in ("group_of", "positions", "attempt") else value
        for name, value in opinion_map.to_dict().items()
    }
    return {
        "statement_ids": statement_ids,
        "feedback_ids": feedback_ids,
        "contributor_ids": feedback_ids,
        "opinion_map": {"analysts": everybody, "public": opinion_map.to_dict(public=True)},
        "themes": themes,
        "coverage": coverage([Contributor((), stake, "self") for stake in stakes], []).to_dict(),
    }


def _drawn_out(values: list[Any], n: int) -> list[Any]:
    return [values[k % len(values)] for k in range(n)] if values else []

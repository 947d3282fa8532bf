"""Draft insights cite what they rest on."""

from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from services.codesign.engine.drafts import draft_insights
from services.codesign.engine.opinion.mapping import map_opinions
from services.codesign.engine.themes.finding import find_themes
from tests.services.codesign.engine.votes_made_up import planted_votes, random_votes

FEEDBACK = ["the bus is late"] * 4 + ["the bus is late again today"] * 2 + ["the park needs trees"] * 5
NAMES = ["Getting home late" if "bus" in text else "Green places" for text in FEEDBACK]


def test_every_draft_carries_its_grounds() -> None:
    votes, _ = planted_votes(2, (30, 30), 20, noise=0.1)
    votes[:, 19] = 1
    stakes = ["citizen"] * 40 + ["professional"] * 20
    found = map_opinions(votes, stakes=stakes)
    texts = [f"Statement {number}" for number in range(20)]
    drafts = draft_insights(
        found,
        find_themes(FEEDBACK, "en", labels=NAMES),
        statement_texts=texts,
        feedback_texts=FEEDBACK,
        limit=12,
    )
    assert len(drafts) == 12
    assert {draft.kind for draft in drafts} == {"shared", "divides", "group", "theme"}
    for draft in drafts:
        assert draft.drafted_by == "machine"
        assert draft.statement_indexes or draft.feedback_indexes
        written = draft.to_dict()
        assert json.loads(json.dumps(written, allow_nan=False)) == written
    shared = next(draft for draft in drafts if draft.statement_index == 19)
    assert (shared.kind, shared.template) == ("shared", "shared_agree_by_groups")
    assert shared.text == "All 2 opinion groups agree that: “Statement 19” (100% of the votes)."
    assert set(shared.agreement) == {"everyone", "group:0", "group:1", "stake:citizen", "stake:professional"}
    assert shared.agreement["stake:professional"] == {
        "agree": 1.0,
        "disagree": 0.0,
        "passed": 0.0,
        "seen": 20,
    }


def test_the_counter_voice_comes_from_the_other_group() -> None:
    votes = np.ones((40, 10))
    votes[:20, 5:] = -1
    votes[20:, :5] = -1
    found = map_opinions(votes)
    drafts = draft_insights(
        found, None, statement_texts=[str(number) for number in range(10)], feedback_texts=[], limit=99
    )
    groups = [draft for draft in drafts if draft.kind == "group"]
    assert len(groups) == 2
    for draft in groups:
        own = set(np.flatnonzero(found.groups[draft.group].counts.agree).tolist())
        voices = {index for kind, index in draft.may_differ if kind == "statement"}
        assert len(voices) == 3
        assert voices <= set(range(10)) - own


def test_a_statement_that_a_group_has_not_seen_is_not_its_voice() -> None:
    votes = np.tile([1.0, 1.0, -1.0, -1.0, -1.0], (40, 1))
    votes[20:] *= -1
    votes[20:, 4] = np.nan
    found = map_opinions(votes, min_votes=4)
    assert found.clear
    drafts = draft_insights(found, None, statement_texts=["It"] * 5, feedback_texts=[], limit=99)
    voices = {draft.may_differ for draft in drafts if draft.statement_index in (0, 1) and draft.kind == "divides"}
    assert voices <= {(("statement", 1),), (("statement", 0),), (("statement", 2), ("statement", 3))}
    assert all(("statement", 4) not in draft.may_differ for draft in drafts)


def test_without_groups_drafts_speak_of_people() -> None:
    votes = random_votes(1, 60, 10)
    votes[:, 0] = 1
    found = map_opinions(votes)
    assert not found.clear
    drafts = draft_insights(found, None, statement_texts=["It"] * 10, feedback_texts=[])
    assert {draft.kind for draft in drafts} == {"shared", "divides"}
    assert drafts[0].template == "shared_agree"
    assert drafts[0].text == "Most people agree that: “It” (100% of the votes)."


def test_limits_and_nothing_to_say() -> None:
    themes = find_themes(FEEDBACK, "en", labels=NAMES)
    drafts = draft_insights(None, themes, statement_texts=[], feedback_texts=FEEDBACK, limit=1)
    assert [draft.kind for draft in drafts] == ["theme"]
    assert drafts[0].feedback_indexes == (0, 1, 2, 3, 4, 5)
    assert drafts[0].text == "6 of 11 comments seem to be about: Getting home late."
    assert draft_insights(None, themes, statement_texts=[], feedback_texts=FEEDBACK, limit=0) == []
    assert draft_insights(None, None, statement_texts=[], feedback_texts=[]) == []
    empty = map_opinions(np.zeros((0, 0)))
    assert draft_insights(empty, find_themes([], []), statement_texts=[], feedback_texts=[]) == []


def test_texts_that_do_not_fit_are_refused() -> None:
    found = map_opinions(np.ones((3, 3)))
    with pytest.raises(ValueError, match="statements differ"):
        draft_insights(found, None, statement_texts=["a"], feedback_texts=[])
    with pytest.raises(ValueError, match="feedback differ"):
        draft_insights(None, find_themes(FEEDBACK, "en"), statement_texts=[], feedback_texts=[])


def test_a_theme_that_people_named_is_drafted_by_that_name() -> None:
    taught = ["Getting home late" if "bus" in text else None for text in FEEDBACK]
    themes = find_themes(FEEDBACK, "en", labels=taught)
    drafts = draft_insights(None, themes, statement_texts=[], feedback_texts=FEEDBACK)
    named = next(draft for draft in drafts if draft.parameters["words"] == ["Getting home late"])
    assert named.text == "6 of 11 comments seem to be about: Getting home late."
    assert set(named.feedback_indexes) == {0, 1, 2, 3, 4, 5}
    assert all("Getting home late" not in draft.text for draft in drafts if draft is not named)


def test_a_theme_that_nobody_named_is_no_finding_however_sure_it_is() -> None:
    themes = find_themes(FEEDBACK, "en", max_themes=2)
    sure = replace(themes, themes=tuple(replace(theme, certainty=1.0) for theme in themes.themes))
    assert len(sure.themes) == 2
    assert draft_insights(None, sure, statement_texts=[], feedback_texts=FEEDBACK) == []
    one_named = replace(sure, themes=(replace(sure.themes[0], name="Buses"), sure.themes[1]))
    (draft,) = draft_insights(None, one_named, statement_texts=[], feedback_texts=FEEDBACK)
    assert draft.parameters["words"] == ["Buses"]

"""The demo's words hold together: languages, keys, lengths, the guards that the seeding passes, the draw."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import fields, is_dataclass

import numpy as np
import pytest
from sklearn.cluster import KMeans
from sklearn.metrics import adjusted_rand_score

from coprod.demo.content import BRACKENFORD, COUNCILS, GLANMOR, Drawn, draw_reactions
from coprod.demo.content.types import Answer, Challenge, Council, Outcome, Statement, Text

SEED = 20
STATEMENT_LIMIT = 280
ANSWER_LIMIT = 3000
CHALLENGES = [challenge for council in COUNCILS for challenge in council.challenges]
WITH_OPINIONS = [challenge for challenge in CHALLENGES if challenge.opinions]
HARBOUR = GLANMOR.challenge("harbour-lights-bad-night")
SAFER = BRACKENFORD.challenge("safer-streets-together")
LIBRARY = BRACKENFORD.challenge("library-evenings")
VALUE = {"agree": 1.0, "disagree": -1.0, "pass": 0.0}

each_council = pytest.mark.parametrize("council", COUNCILS, ids=lambda council: council.slug)
each_challenge = pytest.mark.parametrize("challenge", CHALLENGES, ids=lambda challenge: challenge.key)
each_model = pytest.mark.parametrize("challenge", WITH_OPINIONS, ids=lambda challenge: challenge.key)


def walk(node: object) -> Iterator[object]:
    """Every record and every plain value under ``node``, ``node`` included."""
    yield node
    if is_dataclass(node):
        for field in fields(node):
            yield from walk(getattr(node, field.name))
    elif isinstance(node, tuple):
        for item in node:
            yield from walk(item)


def items(challenge: Challenge) -> dict[str, Answer | Statement]:
    return {item.key: item for item in (*challenge.answers, *challenge.statements)}


def accepted(entries: tuple) -> list:
    return [entry for entry in entries if entry.moderation == "accepted"]


def votes(challenge: Challenge, drawn: list[Drawn]) -> tuple[np.ndarray, list[str]]:
    """People by statements (0 where somebody passed or was not asked) and each person's viewpoint."""
    columns = {statement.key: place for place, statement in enumerate(accepted(challenge.statements))}
    table = np.zeros((challenge.opinions.contributors, len(columns)))
    viewpoints = [""] * challenge.opinions.contributors
    for row in drawn:
        table[row.contributor_index, columns[row.statement_key]] = VALUE[row.value]
        viewpoints[row.contributor_index] = row.viewpoint
    return table, viewpoints


def leading_share(table: np.ndarray) -> float:
    """Share of the variance on the first principal axis of the standardised columns."""
    values = np.linalg.svd((table - table.mean(0)) / table.std(0), compute_uv=False) ** 2
    return float(values[0] / values.sum())


class TestWords:
    def test_every_text_of_glanmor_is_in_both_languages(self) -> None:
        texts = [node for node in walk(GLANMOR) if isinstance(node, Text)]
        assert len(texts) > 100
        assert [text.en for text in texts if not (text.cy or "").strip() or text.cy == text.en] == []

    def test_brackenford_is_in_english_only(self) -> None:
        texts = [node for node in walk(BRACKENFORD) if isinstance(node, Text)]
        assert len(texts) > 40
        assert [text.cy for text in texts if text.cy is not None] == []
        said = [item for challenge in BRACKENFORD.challenges for item in items(challenge).values()]
        assert {item.voice.language for item in said} == {"en"}

    @each_council
    def test_no_text_is_empty_or_ragged(self, council: Council) -> None:
        words = [node for node in walk(council) if isinstance(node, str)]
        assert [word for word in words if not word or word != word.strip() or "  " in word] == []

    @each_challenge
    def test_lengths_are_within_the_limits(self, challenge: Challenge) -> None:
        assert [s.key for s in challenge.statements if len(s.text) > STATEMENT_LIMIT] == []
        assert [a.key for a in challenge.answers if len(a.text) > ANSWER_LIMIT] == []

    @each_challenge
    def test_nobody_says_the_same_thing_twice(self, challenge: Challenge) -> None:
        said = Counter(item.text for item in items(challenge).values())
        assert [text for text, count in said.items() if count > 1] == []

    def test_both_languages_are_heard_in_glanmor(self) -> None:
        shares = {}
        for challenge in GLANMOR.challenges[:2]:
            for name, said in (("answers", challenge.answers), ("statements", challenge.statements)):
                shares[challenge.key, name] = sum(item.voice.language == "cy" for item in said) / len(said)
        assert {key: share for key, share in shares.items() if not 0.25 <= share <= 0.6} == {}

    def test_every_way_of_answering_is_there(self) -> None:
        assert {answer.voice.mode for answer in HARBOUR.answers} == {"self", "assisted", "paper", "phone"}
        assert any(answer.voice.email for answer in HARBOUR.answers)


class TestPeople:
    @each_council
    def test_keys_handles_and_emails_are_unique(self, council: Council) -> None:
        contacts = [
            item.voice.email
            for challenge in council.challenges
            for item in items(challenge).values()
            if item.voice.email
        ]
        emails = [person.email for person in council.people] + contacts
        handles = [person.handle for person in council.people]
        keys = [person.key for person in council.people]
        assert [len(set(emails)), len(set(handles)), len(set(keys))] == [
            len(emails),
            len(handles),
            len(keys),
        ]
        assert [email for email in emails if not email.endswith(f"{council.slug}.example")] == []

    @each_council
    def test_every_part_is_taken(self, council: Council) -> None:
        held = Counter(person.council_role for person in council.people)
        assert (held["administrator"], held["commissioner"]) == (1, 1)
        stakes = Counter(person.stake for person in council.people)
        assert stakes["citizen"] >= 4
        assert stakes["professional"] >= 3
        assert stakes["partner"] == 2
        for service in council.services:
            roles = Counter(member.role for member in service.members)
            assert (roles["facilitator"], roles["helper"]) == (1, 1)
            assert sum(member.stake == "partner" for member in service.members) == 2

    @each_council
    def test_members_and_proposers_are_people_of_the_council(self, council: Council) -> None:
        people = {person.key: person for person in council.people}
        for service in council.services:
            members = [member.person for member in service.members]
            assert len(set(members)) == len(members)
            assert {member.person: member.stake for member in service.members} == {
                key: people[key].stake for key in members
            }
            assert {outcome.proposed_by for outcome in service.outcomes} - set(members) == set()
            proposers = {people[outcome.proposed_by].stake for outcome in service.outcomes}
            assert "citizen" in proposers
            assert 2 <= len(service.outcomes) <= 3

    @each_council
    def test_the_administrator_takes_no_part(self, council: Council) -> None:
        admins = {person.key for person in council.people if person.council_role == "administrator"}
        taking_part = {member.person for service in council.services for member in service.members}
        assert admins & taking_part == set()


class TestKeys:
    @each_council
    def test_item_keys_are_unique_across_the_council(self, council: Council) -> None:
        keys = [key for node in walk(council) for key in [getattr(node, "key", None)] if key]
        assert [key for key, count in Counter(keys).items() if count > 1] == []

    @each_council
    def test_voices_resolve(self, council: Council) -> None:
        people = {person.key: person for person in council.people}
        for challenge in council.challenges:
            service = next(service for service in council.services if service.slug == challenge.service)
            helpers = {member.person for member in service.members if member.role == "helper"}
            members = {member.person for member in service.members}
            for item in items(challenge).values():
                voice = item.voice
                entered_for_them = voice.mode != "self"
                assert entered_for_them == (voice.entered_by in helpers), item.key
                if voice.person:
                    assert voice.person in members, item.key
                    assert voice.stake == people[voice.person].stake, item.key
                    assert voice.email is None, item.key

    @each_council
    def test_decision_owners_are_professionals_without_another_part(self, council: Council) -> None:
        for challenge in council.challenges:
            if challenge.decision_owner is None:
                continue
            service = next(service for service in council.services if service.slug == challenge.service)
            parts = {member.person: (member.role, member.stake) for member in service.members}
            assert parts[challenge.decision_owner] == ("member", "professional")
            assert council.person(challenge.decision_owner).council_role is None

    def test_rejected_items_have_a_reason_and_only_they(self) -> None:
        said = [item for challenge in CHALLENGES for item in items(challenge).values()]
        assert [item.key for item in said if (item.moderation == "rejected") != bool(item.reason)] == []


class TestStages:
    def test_the_demo_leaves_each_challenge_where_it_should(self) -> None:
        assert {challenge.key: challenge.stage for challenge in CHALLENGES} == {
            "harbour-lights-bad-night": "reported_back",
            "getting-about-next-ride": "open",
            "warm-rooms-winter": "draft",
            "safer-streets-together": "window_over",
            "library-evenings": "open",
        }

    @each_challenge
    def test_only_the_draft_has_something_missing(self, challenge: Challenge) -> None:
        stated = (challenge.payment_policy, challenge.access_plan, challenge.decision_owner)
        assert challenge.can_change
        assert challenge.cannot_change
        assert challenge.seldom_heard
        assert (None in stated) == (challenge.stage == "draft")

    @each_challenge
    def test_windows_fit_their_stage(self, challenge: Challenge) -> None:
        left = challenge.days_open - challenge.opened_days_ago
        if challenge.stage == "open":
            assert left > 0
        elif challenge.stage == "window_over":
            assert left == 0
        elif challenge.stage == "reported_back":
            assert left <= -20

    def test_safer_streets_has_work_for_a_moderator(self) -> None:
        assert Counter(answer.moderation for answer in SAFER.answers) == {
            "accepted": 45,
            "pending": 2,
            "rejected": 1,
        }
        assert Counter(s.moderation for s in SAFER.statements) == {"accepted": 30, "pending": 3}


class TestConclusion:
    """What the guards of synthesis and decision will ask of Harbour Lights."""

    done = HARBOUR.conclusion

    def test_every_item_supports_an_insight_or_is_set_aside(self) -> None:
        used = {key for insight in self.done.insights for key in (*insight.answers, *insight.statements)}
        aside = [key for group in self.done.set_aside for key in group.items]
        assert used & set(aside) == set()
        assert used | set(aside) == set(items(HARBOUR))
        assert len(set(aside)) == len(aside)

    def test_answers_and_statements_are_not_mixed_up(self) -> None:
        answers = {answer.key for answer in HARBOUR.answers}
        statements = {statement.key for statement in HARBOUR.statements}
        for insight in self.done.insights:
            assert set(insight.answers) - answers == set()
            assert set(insight.statements) - statements == set()

    def test_dissent_is_word_for_word_and_from_the_items_cited(self) -> None:
        said = items(HARBOUR)
        quotes = [(insight, quote) for insight in self.done.insights for quote in insight.dissent]
        assert len(quotes) >= 4
        for insight, quote in quotes:
            assert quote.source in (*insight.answers, *insight.statements)
            assert quote.words in said[quote.source].text

    def test_analysts_are_a_citizen_and_a_professional(self) -> None:
        assert [GLANMOR.person(key).stake for key in self.done.analysts] == ["citizen", "professional"]

    def test_everyone_named_is_a_member(self) -> None:
        service = next(service for service in GLANMOR.services if service.slug == HARBOUR.service)
        members = {member.person for member in service.members}
        named = {
            *(insight.author for insight in self.done.insights),
            *(group.by for group in self.done.set_aside),
            *(option.proposer for option in self.done.options),
            *(view.person for view in self.done.views),
            *(delivery.owner for delivery in self.done.decision.chosen),
            *(ruling.owner for ruling in self.done.responses if ruling.owner),
        }
        assert named - members == set()

    def test_every_insight_has_one_ruling_that_holds(self) -> None:
        options = {option.key: option for option in self.done.options}
        chosen = {delivery.option for delivery in self.done.decision.chosen}
        assert [ruling.insight for ruling in self.done.responses] == [i.key for i in self.done.insights]
        assert {ruling.ruling for ruling in self.done.responses} == {"addressed", "declined", "deferred"}
        for ruling in self.done.responses:
            if ruling.ruling == "addressed":
                assert ruling.option in chosen
                assert ruling.insight in options[ruling.option].addresses
            else:
                assert ruling.option is None
            assert (ruling.ruling == "deferred") == bool(ruling.owner and ruling.due_days)

    def test_the_sum_in_the_reasons_is_the_sum_of_the_chosen_options(self) -> None:
        costs = {option.key: option.cost for option in self.done.options}
        total = sum(costs[delivery.option] for delivery in self.done.decision.chosen)
        assert f"£{total:,}" in self.done.decision.reasons.en
        assert f"£{total:,}" in self.done.decision.reasons.cy

    def test_a_person_takes_one_position_on_an_option(self) -> None:
        positions = Counter((view.option, view.person) for view in self.done.views)
        assert [pair for pair, count in positions.items() if count > 1] == []
        assert {option for option, _ in positions} == {option.key for option in self.done.options}


class TestDraw:
    @each_model
    def test_the_model_is_complete(self, challenge: Challenge) -> None:
        viewpoints = challenge.opinions.viewpoints
        assert sum(viewpoint.weight for viewpoint in viewpoints) == pytest.approx(1)
        for viewpoint in viewpoints:
            assert sum(viewpoint.stakes.values()) == pytest.approx(1)
        for statement in accepted(challenge.statements):
            assert len(statement.odds) == len(viewpoints), statement.key
            assert max(agree + disagree for agree, disagree in statement.odds) <= 100, statement.key

    @each_model
    def test_the_same_seed_draws_the_same_and_another_seed_does_not(self, challenge: Challenge) -> None:
        assert draw_reactions(challenge, SEED) == draw_reactions(challenge, SEED)
        assert draw_reactions(challenge, SEED) != draw_reactions(challenge, SEED + 1)

    @each_model
    def test_each_person_reacts_once_to_a_share_of_the_accepted_statements(self, challenge: Challenge) -> None:
        drawn = draw_reactions(challenge, SEED)
        by_person = defaultdict(list)
        for row in drawn:
            by_person[row.contributor_index].append(row)
        accepted_keys = {statement.key for statement in accepted(challenge.statements)}
        assert sorted(by_person) == list(range(challenge.opinions.contributors))
        assert {row.statement_key for row in drawn} == accepted_keys
        low, high = challenge.opinions.share
        for rows in by_person.values():
            assert len({row.statement_key for row in rows}) == len(rows)
            assert len({(row.viewpoint, row.stake) for row in rows}) == 1
            assert low * len(accepted_keys) - 1 <= len(rows) <= high * len(accepted_keys) + 1

    def test_shares_are_roughly_as_modelled(self) -> None:
        drawn = draw_reactions(SAFER, SEED)
        _, viewpoints = votes(SAFER, drawn)
        sizes = Counter(viewpoints)
        for place, viewpoint in enumerate(SAFER.opinions.viewpoints):
            share = sizes[viewpoint.key] / len(viewpoints)
            assert share == pytest.approx(viewpoint.weight, abs=0.08)
            for statement in accepted(SAFER.statements):
                values = [
                    row.value for row in drawn if row.viewpoint == viewpoint.key and row.statement_key == statement.key
                ]
                agreed = values.count("agree") / len(values)
                assert agreed == pytest.approx(statement.odds[place][0] / 100, abs=0.22)

    def test_groups_are_really_there_in_safer_streets(self) -> None:
        table, viewpoints = votes(SAFER, draw_reactions(SAFER, SEED))
        found = KMeans(3, n_init=5, random_state=0).fit_predict(table)
        assert adjusted_rand_score(viewpoints, found) > 0.85

    def test_there_are_no_groups_in_library_after_dark(self) -> None:
        """The first axis explains no more than it does when each column is shuffled by itself."""
        table, viewpoints = votes(LIBRARY, draw_reactions(LIBRARY, SEED))
        assert set(viewpoints) == {"everyone"}
        random = np.random.default_rng(SEED)
        shuffled = [leading_share(random.permuted(table, axis=0)) for _ in range(200)]
        assert leading_share(table) <= np.quantile(shuffled, 0.95)

    def test_a_draft_has_nothing_to_draw(self) -> None:
        assert draw_reactions(GLANMOR.challenge("warm-rooms-winter"), SEED) == []


def test_outcomes_are_plain_sentences() -> None:
    outcomes = [node for council in COUNCILS for node in walk(council) if isinstance(node, Outcome)]
    assert [outcome.key for outcome in outcomes if not outcome.text.en.endswith(".")] == []

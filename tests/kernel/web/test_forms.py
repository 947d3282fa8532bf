"""What every form has in common."""

import pytest
from django import forms
from django.template import Context, Template
from i18nfield.strings import LazyI18nString

from kernel.tenancy.models import Tenant
from kernel.web.forms import LONGEST_TEXT, CoprodForm, council_text


class SampleForm(CoprodForm):
    name = forms.CharField(label="Name", max_length=20, error_messages={"required": "Enter a name."})
    story = forms.CharField(label="Story", widget=forms.Textarea, required=False, help_text="In your words.")
    side = forms.ChoiceField(label="Side", choices=[("a", "First"), ("b", "Second")], widget=forms.RadioSelect)
    many = forms.MultipleChoiceField(
        label="Many", choices=[("x", "X"), ("y", "Y")], widget=forms.CheckboxSelectMultiple, required=False
    )
    sure = forms.BooleanField(label="Sure", required=False)
    kind = forms.ChoiceField(label="Kind", choices=[("k", "K")])
    paper = forms.FileField(label="Paper", required=False)
    secret = forms.CharField(widget=forms.HiddenInput, required=False)


class CouncilTextForm(CoprodForm):
    question = council_text("Question", max_length=40)
    background = council_text("Background", max_length=80, long=True, required=False, in_all_languages=True)


GOOD = {"name": "Ann", "side": "a", "kind": "k"}


def draw(form: forms.Form, name: str) -> str:
    return Template("{% field bound %}").render(Context({"bound": form[name]}))


def test_text_is_stripped() -> None:
    form = SampleForm({**GOOD, "name": "  Ann  "})
    assert form.is_valid()
    assert form.cleaned_data["name"] == "Ann"


@pytest.mark.parametrize("character", ["\x00", "\x07", "\x1b", "\x7f", "\x85"])
def test_characters_that_nobody_types_are_refused(character: str) -> None:
    form = SampleForm({**GOOD, "story": f"a{character}b"})
    assert not form.is_valid()
    assert list(form.errors) == ["story"]


def test_line_breaks_and_other_scripts_are_not_refused() -> None:
    story = "Ŵŷ\r\n\tثاني 😀 \u200d"
    form = SampleForm({**GOOD, "story": story})
    assert form.is_valid()
    assert form.cleaned_data["story"] == story


def test_every_text_has_a_longest_length() -> None:
    assert SampleForm({**GOOD, "story": "x" * LONGEST_TEXT}).is_valid()
    assert list(SampleForm({**GOOD, "story": "x" * (LONGEST_TEXT + 1)}).errors) == ["story"]


def test_a_council_of_two_languages_is_asked_for_both(in_tenant: Tenant) -> None:
    form = CouncilTextForm({"question_0": "Where?", "question_1": "Ble?"})
    assert form.is_valid()
    assert form.cleaned_data["question"].data == {"en": "Where?", "cy": "Ble?"}


def test_a_council_of_one_language_is_asked_for_that_one(other_tenant: Tenant, scope_of) -> None:
    with scope_of(other_tenant):
        form = CouncilTextForm({"question_0": "Where?", "question_1": "Ble?"})
        assert form.is_valid()
        assert form.cleaned_data["question"].data == {"en": "Where?"}
        page = draw(form, "question")
    assert page.count("<input") == 1
    assert "<fieldset" not in page
    assert 'for="id_question_0"' in page


def test_what_is_required_in_one_language_and_what_in_all(in_tenant: Tenant) -> None:
    form = CouncilTextForm({"question_0": "", "question_1": " ", "background_0": "Only English"})
    assert not form.is_valid()
    assert {name: list(messages) for name, messages in form.errors.items()} == {
        "question": ["Write something here."],
        "background": ["Write this in each language."],
    }


def test_texts_of_languages_are_drawn_with_a_label_and_language_each_and_keep_what_was_typed(in_tenant: Tenant) -> None:
    page = draw(CouncilTextForm({"question_0": "", "question_1": "Ble?"}), "question")
    assert '<label class="govuk-label" for="id_question_0" lang="en">English</label>' in page
    assert '<label class="govuk-label" for="id_question_1" lang="cy">Cymraeg</label>' in page
    assert 'value="Ble?"' in page
    stored = draw(CouncilTextForm(initial={"question": LazyI18nString({"en": "Where?", "cy": "Ble?"})}), "question")
    assert 'value="Where?"' in stored
    assert 'value="Ble?"' in stored


def test_a_text_field_with_hint_and_error() -> None:
    page = draw(SampleForm({**GOOD, "story": "\x07"}), "story")
    assert 'aria-describedby="id_story-hint id_story-error"' in page
    assert 'id="id_story-hint" class="govuk-hint">In your words.' in page
    assert 'id="id_story-error" class="govuk-error-message"' in page
    assert 'class="govuk-textarea govuk-textarea--error"' in page
    assert "(optional)" in page


def test_radios_are_drawn_with_a_legend_and_a_label_each() -> None:
    page = draw(SampleForm(GOOD), "side")
    assert page.count('class="govuk-radios__input"') == 2
    assert '<label class="govuk-label govuk-radios__label" for="id_side_1">Second</label>' in page
    assert page.count("checked") == 1
    assert "<legend" in page


@pytest.mark.parametrize(
    ("name", "css_class", "count"),
    [("many", "govuk-checkboxes__input", 2), ("sure", "govuk-checkboxes__input", 1), ("kind", "govuk-select", 1),
     ("paper", "govuk-file-upload", 1), ("name", "govuk-input", 1)],
)  # fmt: skip
def test_each_kind_of_control(name: str, css_class: str, count: int) -> None:
    page = draw(SampleForm(), name)
    assert page.count(f'class="{css_class}"') == count


def test_a_hidden_field_is_nothing_but_its_control() -> None:
    assert draw(SampleForm(), "secret").strip() == '<input type="hidden" name="secret" id="id_secret">'


def test_the_summary_of_errors_links_to_each_first_control(in_tenant: Tenant) -> None:
    form = SampleForm({"kind": "k"})
    page = Template('{% include "components/error_summary.html" %}').render(Context({"form": form}))
    assert '<a href="#id_name">Enter a name.</a>' in page
    assert 'href="#id_side_0"' in page
    assert 'id="id_side_0"' in draw(form, "side")

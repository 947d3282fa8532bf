"""Releases: in steps, once for all who ask, final ones for good; the database holds to it as well."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from kernel import clock
from kernel.accounts.actor import Actor
from kernel.errors import NotPermitted
from kernel.releases.actions import release, release_whole
from kernel.releases.models import ReleasedFigure
from kernel.releases.queries import released

pytestmark = pytest.mark.django_db
CLOCK = Actor.system()
NAME = "shelf.book:1:readers"


def later(**interval):
    return clock.travel_to(clock.now() + timedelta(**interval))


def let_out(**parts):
    return release(actor=CLOCK, figures={NAME: parts})


def test_a_figure_moves_in_steps_of_ten_people_and_an_hour(in_tenant):
    assert let_out(yes=29, no=10) == [NAME]
    assert let_out(yes=60, no=10) == []
    with later(hours=2):
        assert let_out(yes=33, no=15) == []
        assert released([NAME])[NAME].parts == {"yes": 29, "no": 10}
        assert let_out(yes=33, no=16) == [NAME]
        assert released([NAME])[NAME].parts == {"yes": 33, "no": 16}
        assert let_out(yes=90, no=16) == []


def test_nobody_at_all_is_no_figure_yet(in_tenant):
    assert let_out(yes=0, no=0) == []
    assert released([NAME]) == {}


def test_a_final_figure_stays_for_good(in_tenant):
    let_out(yes=29, no=10)
    release_whole(actor=CLOCK, figures={NAME: {"yes": 30, "no": None}})
    release_whole(actor=CLOCK, figures={NAME: {"yes": 31, "no": 12}})
    with later(days=1):
        assert let_out(yes=300, no=100) == []
    row = released([NAME])[NAME]
    assert (row.parts, row.is_final) == ({"yes": 30, "no": None}, True)


def test_only_the_clock_releases(in_tenant):
    with pytest.raises(NotPermitted):
        release(actor=Actor.visitor(), figures={NAME: {"yes": 29}})
    assert not ReleasedFigure.objects.exists()


def test_the_database_refuses_a_second_release_within_the_hour_and_any_after_the_final_one(in_tenant):
    let_out(yes=29, no=10)
    row = ReleasedFigure.objects.get()
    with pytest.raises(IntegrityError, match="at most once an hour"), transaction.atomic():
        ReleasedFigure.objects.filter(pk=row.pk).update(parts={"yes": 30}, released_at=row.released_at)
    release_whole(actor=CLOCK, figures={NAME: {"yes": 30}})
    for change in (lambda rows: rows.update(parts={"yes": 31}), lambda rows: rows.delete()):
        with pytest.raises(IntegrityError, match="final figure"), transaction.atomic():
            change(ReleasedFigure.objects.filter(pk=row.pk))


def test_two_at_once_release_one_value(tenant, scope_of, in_threads, committed_db):
    def at(count):
        with scope_of(tenant):
            return let_out(yes=count)

    in_threads(lambda: at(20), lambda: at(31))
    with scope_of(tenant):
        assert ReleasedFigure.objects.get().parts["yes"] in (20, 31)
    with later(hours=3):
        changed = in_threads(lambda: at(60), lambda: at(72))
    with scope_of(tenant):
        assert sum(bool(found) for found in changed) == 1
        assert ReleasedFigure.objects.get().parts["yes"] in (60, 72)

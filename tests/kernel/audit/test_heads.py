"""Heads of the record that an outsider keeps: as a file, in the API, and compared by the command."""

import io
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from kernel.accounts.actor import Actor
from kernel.audit.actions import CUT_OFF_ACKNOWLEDGED, acknowledge_cut_off, check_record, record, seal_events
from kernel.audit.chain import Head, heads_gone, kept_heads
from kernel.audit.models import AuditEvent, AuditSeal
from kernel.errors import Conflict
from kernel.tenancy.models import Tenant
from kernel.tenancy.scope import tenant_scope
from tests.factories import PersonFactory
from tests.kernel.api.clients import ApiClient
from tests.kernel.audit.tampering import tampering

DIGEST = "ab" * 32


@pytest.fixture
def kept(committed_db: None, tenant: Tenant, client_in: Any, tmp_path: Path) -> Path:
    """The file of heads of a council whose record has three seals."""
    with tenant_scope(tenant):
        for _ in range(3):
            record(actor=Actor.for_person(7), verb="people.person_added", subject=PersonFactory())
            seal_events()
    file = tmp_path / "heads.txt"
    file.write_bytes(client_in(tenant).get("/record/heads.txt").content)
    return file


def cut_off_the_end(tenant: Tenant) -> None:
    """Take away the last seal with its event, as an owner who rewrites the database."""
    with tampering() as owner:
        (after,) = owner.execute(
            "SELECT last_event_id FROM audit_auditseal WHERE tenant_id = %s AND number = 2", [tenant.pk]
        ).fetchone()
        owner.execute("DELETE FROM audit_auditseal WHERE tenant_id = %s AND number = 3", [tenant.pk])
        owner.execute("DELETE FROM audit_auditevent WHERE tenant_id = %s AND id > %s", [tenant.pk, after])


def verify(**options: Any) -> str:
    output = io.StringIO()
    call_command("verify_record", stdout=output, **options)
    return output.getvalue()


def test_the_file_is_public_and_names_every_seal(kept: Path, tenant: Tenant) -> None:
    with tenant_scope(tenant):
        seals = [(s.number, s.digest) for s in AuditSeal.objects.order_by("-number")]
    lines = kept.read_text().splitlines()
    assert [line.split()[:3] for line in lines[1:]] == [["aberwen", str(n), d] for n, d in seals]
    assert kept_heads(kept.read_text(), "aberwen") == [Head(*row) for row in seals]
    assert kept_heads(kept.read_text(), "northmoor") == []


def test_the_api_has_them_too(kept: Path, tenant: Tenant) -> None:
    rows = ApiClient(tenant).send("GET", "/record/heads/").json()["results"]
    assert [(row["number"], row["events"]) for row in rows] == [(3, 1), (2, 1), (1, 1)]
    assert rows[0]["digest"] in kept.read_text()


def test_a_kept_file_shows_that_the_end_was_cut_off(kept: Path, tenant: Tenant) -> None:
    """Without it nothing shows, where no check had seen the end yet."""
    assert "aberwen: whole, 3 seals" in verify(heads=kept)
    cut_off_the_end(tenant)
    with tenant_scope(tenant):
        from_here = check_record()
    assert from_here.fault_count == 1


def test_the_command_tells_which_seal_is_gone(kept: Path, tenant: Tenant) -> None:
    cut_off_the_end(tenant)
    assert "aberwen: whole, 2 seals" in verify()
    output = io.StringIO()
    with pytest.raises(CommandError, match="does not fit its seals: aberwen") as broken:
        call_command("verify_record", heads=kept, stdout=output)
    assert broken.value.returncode == 1
    ours, theirs = output.getvalue().splitlines()
    assert ours.endswith("is gone or was replaced")
    assert "seal 3 of the kept file" in ours
    assert theirs.startswith("northmoor: whole")


@pytest.mark.parametrize("line", ["aberwen 3", "aberwen three " + DIGEST, f"aberwen 3 {DIGEST[:-1]}", "ABERWEN 3 x"])
def test_a_file_that_is_none_is_not_taken_for_an_empty_one(in_tenant: Tenant, line: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="line 2 is not"):
        kept_heads(f"# heads\n{line}\n", "aberwen")
    with pytest.raises(CommandError, match="cannot be read"):
        verify(heads=tmp_path / "nowhere.txt")


def test_a_head_that_was_replaced_is_gone(in_tenant: Tenant, bait: Any) -> None:
    record(actor=Actor.for_person(7), verb="people.person_added", subject=PersonFactory())
    seal = seal_events()
    assert seal is not None
    assert heads_gone([Head(seal.number, seal.digest)]) == []
    assert heads_gone([Head(9, seal.digest), Head(seal.number, DIGEST)]) == [Head(1, DIGEST), Head(9, seal.digest)]


def test_a_cut_off_end_is_told_until_somebody_says_that_it_was_looked_into(
    kept: Path, tenant: Tenant, client_in: Any
) -> None:
    with tenant_scope(tenant):
        assert check_record().is_whole
    cut_off_the_end(tenant)
    with tenant_scope(tenant):
        assert not check_record().is_whole
    output = io.StringIO()
    call_command("acknowledge_cut_off", council="aberwen", stdout=output)
    assert output.getvalue().startswith("aberwen: acknowledged that seal 3 (")
    page = client_in(tenant).get("/record/").content.decode()
    assert "the record is whole" in page
    assert "had looked into a missing end of the record. It had reached to seal 3:" in page
    with tenant_scope(tenant):
        said = AuditEvent.objects.get(verb=CUT_OFF_ACKNOWLEDGED)
    assert (said.actor_kind, said.channel, said.data["seal"]) == ("system", "command", 3)
    assert said.data["digest"] in kept.read_text()
    # Who kept the file still sees it, for ever.
    with pytest.raises(CommandError, match="does not fit"):
        verify(heads=kept)


def test_where_nothing_is_missing_nothing_is_acknowledged(in_tenant: Tenant) -> None:
    with pytest.raises(Conflict):
        acknowledge_cut_off(actor=Actor.system("command"))
    record(actor=Actor.for_person(7), verb="people.person_added", subject=PersonFactory())
    seal_events()
    check_record()
    with pytest.raises(CommandError, match="known to be missing"):
        call_command("acknowledge_cut_off", council=in_tenant.slug)

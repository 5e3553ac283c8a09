"""Tests of the generated passwords."""

import stat
from pathlib import Path

import pytest

from imagesearch.accounts.models import User
from imagesearch.ops.passwords import passwords_ensure, passwords_read, passwords_renew

pytestmark = pytest.mark.django_db


def test_passwords_first_time_are_new_and_let_the_owner_in(tmp_path: Path):
    passwords, is_new = passwords_ensure(tmp_path)
    assert is_new
    assert User.objects.get(username=passwords.owner_name).check_password(passwords.owner_password)


def test_passwords_second_time_are_the_same(tmp_path: Path):
    first, _ = passwords_ensure(tmp_path)
    assert passwords_ensure(tmp_path) == (first, False)


def test_passwords_file_is_readable_for_its_owner_only(tmp_path: Path):
    passwords_ensure(tmp_path)
    assert stat.S_IMODE((tmp_path / "passwords.json").stat().st_mode) == 0o600


def test_passwords_changed_by_the_owner_stay(tmp_path: Path):
    passwords, _ = passwords_ensure(tmp_path)
    owner = User.objects.get(username=passwords.owner_name)
    owner.set_password("chosen by a person")
    owner.save()
    passwords_ensure(tmp_path)
    assert User.objects.get(pk=owner.pk).check_password("chosen by a person")


def test_passwords_renewed_replace_the_old(tmp_path: Path):
    before, _ = passwords_ensure(tmp_path)
    after = passwords_renew(tmp_path)
    owner = User.objects.get(username=after.owner_name)
    assert owner.check_password(after.owner_password)
    assert not owner.check_password(before.owner_password)
    assert passwords_read(tmp_path) == after


def test_passwords_none_generated_is_none(tmp_path: Path):
    assert passwords_read(tmp_path) is None

"""Start-up checks: they find what is wrong and say what to do."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from lotse.vault import masters
from lotse.vault.checks import key_folder_is_private, master_keys_are_there


def test_an_installation_without_keys_yet_is_fine(settings):
    assert key_folder_is_private(None) == []


def test_a_key_that_others_can_read_is_reported_with_its_remedy(organisation, settings):
    masters.make(organisation, 1)
    assert key_folder_is_private(None) == []
    masters.path_of(organisation, 1).chmod(0o640)
    (message,) = key_folder_is_private(None)
    assert "1.key" in message.msg
    assert message.hint == f"Abhilfe: chmod -R u=rwX,go= {settings.LOTSE_KEYS}"
    masters.path_of(organisation, 1).chmod(0o600)
    settings.LOTSE_KEYS.chmod(0o755)
    assert len(key_folder_is_private(None)) == 1


def test_a_missing_master_key_stops_the_check_and_says_what_to_put_back(subject, organisation):
    assert master_keys_are_there(None, databases=["default"]) == []
    masters.path_of(organisation, 1).unlink()
    (message,) = master_keys_are_there(None, databases=["default"])
    assert f"{organisation}/1.key fehlt; 1 Schlüssel" in message.msg
    assert "backup.md" in message.hint
    with pytest.raises(CommandError, match=r"vault\.E011"):
        call_command("check", databases=["default"], stderr=StringIO())

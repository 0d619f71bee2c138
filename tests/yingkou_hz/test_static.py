import pytest

from yingkou_hz import static


@pytest.fixture
def sheet(settings, tmp_path):
    settings.STATICFILES_DIRS = [tmp_path]
    static.fingerprint_once.cache_clear()
    yield tmp_path / "sheet.css"
    static.fingerprint_once.cache_clear()


def test_versioned_storage_changes_the_address_with_the_content(sheet):
    sheet.write_text("a{}")
    before = static.VersionedStorage().url("sheet.css")
    sheet.write_text("b{}")
    assert static.VersionedStorage().url("sheet.css") == before  # read once
    static.fingerprint_once.cache_clear()
    after = static.VersionedStorage().url("sheet.css")
    assert before.startswith("/static/sheet.css?") and before != after


def test_versioned_storage_leaves_a_missing_file_its_plain_address(sheet):
    assert static.VersionedStorage().url("missing.css") == "/static/missing.css"

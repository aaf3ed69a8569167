"""Which server and token are used, and that the token stays where it is."""

from __future__ import annotations

import io

import pytest

from sayso.cli import main
from sayso.errors import UsageError
from sayso.labelstudio.settings import Settings, clean_url, save, settings

URL, TOKEN = "http://localhost:8080", "s3cret" * 6


@pytest.fixture(autouse=True)
def bare(tmp_path, monkeypatch):
    """An environment without servers."""
    for name in ("LABEL_STUDIO_URL", "LABEL_STUDIO_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("SAYSO_LABELSTUDIO_CONFIG", str(tmp_path / "saved.toml"))
    return tmp_path / "saved.toml"


def test_options_go_before_the_environment_and_that_before_the_file(bare, tmp_path, monkeypatch):
    save(Settings(URL, TOKEN), bare)
    assert bare.stat().st_mode & 0o777 == 0o600
    assert settings() == Settings(URL, TOKEN)
    monkeypatch.setenv("LABEL_STUDIO_API_KEY", "environment")
    monkeypatch.setenv("LABEL_STUDIO_URL", "https://other.example/")
    assert settings() == Settings("https://other.example", "environment")
    (tmp_path / "token").write_text("file\n")
    assert settings("http://third:1", tmp_path / "token") == Settings("http://third:1", "file")
    monkeypatch.setattr("sys.stdin", io.StringIO("piped\n"))
    assert settings("http://third:1", type(tmp_path)("-")).token == "piped"


def test_the_saved_token_goes_to_its_own_server_only(bare):
    save(Settings(URL, TOKEN), bare)
    with pytest.raises(UsageError, match=r"there is no token for http://evil\.example"):
        settings("http://evil.example")


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604])
def test_a_file_that_others_may_read_is_refused(bare, mode):
    save(Settings(URL, TOKEN), bare)
    bare.chmod(mode)
    with pytest.raises(UsageError, match="others may read the token") as error:
        settings()
    assert TOKEN not in str(error.value)


@pytest.mark.parametrize("text", ["", "url = 1", "url = 'x", "token = 't'\n"])
def test_a_broken_file_is_told(bare, text):
    bare.write_text(text)
    bare.chmod(0o600)
    with pytest.raises(UsageError, match="it has no url and token"):
        settings()


@pytest.mark.parametrize("url", ["", "localhost:8080", "ftp://x", "http://", "http://ann:pw@host"])
def test_what_is_no_address_is_told(url):
    with pytest.raises(UsageError) as error:
        clean_url(url)
    assert "pw" not in str(error.value)


def test_nothing_is_known(capsys):
    for arguments, sentence in (
        (["status"], "there is no address of a Label Studio server"),
        (["status", "--url", URL], "there is no token for http://localhost:8080"),
        (["pull", "--url", URL, "--token-file", "gone"], "no such file"),
    ):
        with pytest.raises(SystemExit) as end:
            main(["labelstudio", *arguments])
        assert end.value.code == 2
        assert sentence in capsys.readouterr().err


def test_no_option_takes_the_token_and_none_shows_it(capsys):
    for command in ("init", "login", "open", "pull", "push", "status", "sync"):
        with pytest.raises(SystemExit):
            main(["labelstudio", command, "--token", TOKEN])
        assert TOKEN not in capsys.readouterr().err
    assert TOKEN not in repr(Settings(URL, TOKEN))


def test_login_saves_what_the_server_confirms(labelstudio, bare, tmp_path, capsys):
    (tmp_path / "token").write_text(labelstudio.token)
    with pytest.raises(SystemExit) as end:
        main(["labelstudio", "login", "--url", labelstudio.url, "--token-file", str(tmp_path / "token")])
    assert end.value.code == 0
    assert f"you are admin@localhost at {labelstudio.url}" in capsys.readouterr().err
    assert (settings(), bare.stat().st_mode & 0o777) == (labelstudio, 0o600)
    (tmp_path / "token").write_text("wrong" * 8)
    with pytest.raises(SystemExit) as end:
        main(["labelstudio", "login", "--url", labelstudio.url, "--token-file", str(tmp_path / "token")])
    assert (end.value.code, settings()) == (1, labelstudio)
    assert "wrong" not in capsys.readouterr().err

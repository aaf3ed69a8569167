"""The fixtures of `tests/browser.py` notice what other tests assert with them."""

from __future__ import annotations


def test_errors_and_requests_are_noticed(page, seen, tmp_path):
    quiet = tmp_path / "quiet.html"
    quiet.write_text("<title>quiet</title><p id=p>“It held.”</p>", encoding="utf-8")
    page.goto(quiet.as_uri())
    assert (page.inner_text("#p"), seen.errors, seen.outside) == ("“It held.”", [], [])

    loud = tmp_path / "loud.html"
    loud.write_text(
        "<img src=https://example.org/a.png><img src=http://192.0.2.1/b.png>"
        "<script>new WebSocket('wss://example.net/c'); console.error('told'); null.x</script>",
        encoding="utf-8",
    )
    with page.expect_console_message(lambda message: "WebSocket" in message.text):
        page.goto(loud.as_uri())
    assert set(seen.outside) == {"https://example.org/a.png", "http://192.0.2.1/b.png", "wss://example.net/c"}
    assert [sum(word in error for error in seen.errors) for word in ("told", "null")] == [1, 1]
    assert sum("ERR_NAME_NOT_RESOLVED" in error for error in seen.errors) == 3


def test_every_page_has_an_empty_profile(new_page, tmp_path):
    site = tmp_path / "site.html"
    site.write_text("", encoding="utf-8")
    kept = []
    for page in (new_page(), new_page()):
        page.goto(site.as_uri())
        kept.append(page.evaluate("() => { const old = localStorage.x; localStorage.x = 1; return old ?? null }"))
    assert kept == [None, None]

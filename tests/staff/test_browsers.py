"""A browser is shown by a name that people know."""

from staff.browsers import browser_name


def test_a_browser_is_named_with_its_machine() -> None:
    """Edge and Samsung Internet also say Chrome, and Chrome also says Safari."""
    windows = (
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"
    )
    assert browser_name(windows) == "Chrome, Windows"
    assert browser_name(f"{windows} Edg/131.0") == "Edge, Windows"
    phone = "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 SamsungBrowser/25.0 Chrome/121.0 Mobile Safari/537.36"
    assert browser_name(phone) == "Samsung Internet, Android"
    assert (
        browser_name("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17.0 Safari/604.1")
        == "Safari, iPhone"
    )


def test_what_names_no_browser_is_cut_short() -> None:
    """A script says what it is at the beginning."""
    assert browser_name("curl/8.5.0") == "curl/8.5.0"
    assert browser_name("") == ""
    assert len(browser_name("x" * 500)) == 40

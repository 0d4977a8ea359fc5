"""The Slovenian order of names."""

from records.alphabet import sort_key


def test_caron_letters_follow_their_plain_ones() -> None:
    names = ["Žagar", "Zupan", "Šuster", "Sever", "Čeh", "Cvar", "Dren", "Đurić", "Ćosić", "Ana"]
    assert sorted(names, key=sort_key) == [
        "Ana", "Cvar", "Čeh", "Ćosić", "Dren", "Đurić", "Sever", "Šuster", "Zupan", "Žagar",
    ]  # fmt: skip


def test_foreign_letters_sort_as_their_neighbours() -> None:
    assert sorted(["Özil", "Pahor", "Novak"], key=sort_key) == ["Novak", "Özil", "Pahor"]


def test_the_first_name_decides_between_equal_last_names() -> None:
    assert sorted([("Novak", "Žan"), ("Novak", "Ana")], key=lambda each: sort_key(*each))[0] == ("Novak", "Ana")

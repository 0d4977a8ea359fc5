"""Facts about how days, times and counts are said."""

from datetime import date, datetime, time, timedelta

import pytest

from language import dates

WEDNESDAY = datetime(2026, 6, 3, 9, 0)


def test_the_moment_in_slovenian() -> None:
    assert dates.when_label(WEDNESDAY, "sl") == "sreda, 3. junij ob 9.00"
    assert dates.when_run(WEDNESDAY, "sl") == "v sredo, 3. junija, ob 9.00"
    assert dates.when_short(WEDNESDAY, "sl") == "sre 3. 6. ob 9.00"


def test_the_moment_in_english() -> None:
    assert dates.when_label(WEDNESDAY, "en") == "Wednesday 3 June at 9:00"
    assert dates.when_run(WEDNESDAY, "en") == "on Wednesday 3 June at 9:00"
    assert dates.when_short(WEDNESDAY, "en") == "Wed 3 Jun at 9:00"


def test_a_language_without_words_is_said_in_english() -> None:
    assert dates.when_run(WEDNESDAY, "sq") == "on Wednesday 3 June at 9:00"


@pytest.mark.parametrize(
    ("weekday", "label", "run", "short"),
    [
        (0, "ponedeljek", "v ponedeljek", "pon"),
        (1, "torek", "v torek", "tor"),
        (2, "sreda", "v sredo", "sre"),
        (3, "četrtek", "v četrtek", "čet"),
        (4, "petek", "v petek", "pet"),
        (5, "sobota", "v soboto", "sob"),
        (6, "nedelja", "v nedeljo", "ned"),
    ],
)
def test_every_slovenian_weekday(weekday: int, label: str, run: str, short: str) -> None:
    local = datetime(2026, 6, 1, 13, 5) + timedelta(days=weekday)
    assert dates.when_label(local, "sl") == f"{label}, {1 + weekday}. junij ob 13.05"
    assert dates.when_run(local, "sl") == f"{run}, {1 + weekday}. junija, ob 13.05"
    assert dates.when_short(local, "sl") == f"{short} {1 + weekday}. 6. ob 13.05"


@pytest.mark.parametrize(
    ("month", "nominative", "genitive", "english"),
    [
        (1, "januar", "januarja", "January"),
        (2, "februar", "februarja", "February"),
        (3, "marec", "marca", "March"),
        (4, "april", "aprila", "April"),
        (5, "maj", "maja", "May"),
        (6, "junij", "junija", "June"),
        (7, "julij", "julija", "July"),
        (8, "avgust", "avgusta", "August"),
        (9, "september", "septembra", "September"),
        (10, "oktober", "oktobra", "October"),
        (11, "november", "novembra", "November"),
        (12, "december", "decembra", "December"),
    ],
)
def test_every_month_has_its_genitive(month: int, nominative: str, genitive: str, english: str) -> None:
    local = datetime(2026, month, 15, 8, 30)
    assert f", 15. {nominative} ob 8.30" in dates.when_label(local, "sl")
    assert f", 15. {genitive}, ob 8.30" in dates.when_run(local, "sl")
    assert f" 15 {english} at 8:30" in dates.when_run(local, "en")


@pytest.mark.parametrize(
    ("days", "sl", "en"),
    [
        (-1, "v sredo, 3. junija", "on Wednesday 3 June"),
        (0, "danes", "today"),
        (1, "jutri", "tomorrow"),
        (2, "pojutrišnjem", "the day after tomorrow"),
        (3, "v sredo, 3. junija", "on Wednesday 3 June"),
        (365, "v sredo, 3. junija", "on Wednesday 3 June"),
    ],
)
def test_a_near_day_is_named_only_when_it_is_near(days: int, sl: str, en: str) -> None:
    today_on = WEDNESDAY.date() - timedelta(days=days)
    assert dates.day_word(WEDNESDAY, today_on) == sl
    assert dates.day_word(WEDNESDAY, today_on, language="en") == en


def test_midnight_turns_tomorrow_into_today() -> None:
    early = datetime(2026, 6, 4, 0, 5)
    assert dates.when_run(early, "sl", today_on=date(2026, 6, 3)) == "jutri ob 0.05"
    assert dates.when_run(early, "sl", today_on=date(2026, 6, 4)) == "danes ob 0.05"


def test_new_year_is_tomorrow_on_the_last_of_december() -> None:
    assert dates.day_word(date(2027, 1, 1), date(2026, 12, 31)) == "jutri"


def test_without_a_today_no_day_is_near() -> None:
    assert dates.day_word(WEDNESDAY, None) == "v sredo, 3. junija"


def test_a_near_label_names_both_the_day_and_the_date() -> None:
    today_on = date(2026, 6, 2)
    assert dates.when_label(WEDNESDAY, "sl", today_on=today_on) == "jutri, v sredo, 3. junija, ob 9.00"
    assert dates.when_label(WEDNESDAY, "en", today_on=today_on) == "tomorrow, Wednesday 3 June at 9:00"


def test_the_briefest_moment_has_no_letter_outside_gsm() -> None:
    thursday = datetime(2026, 6, 4, 9, 0)
    assert dates.when_brief(thursday, "sl") == "čet 4. 6. ob 9.00"
    assert dates.when_digits(thursday, "sl") == "4. 6. ob 9.00"
    assert dates.when_digits(thursday, "sl", today_on=date(2026, 6, 3)) == "jutri ob 9.00"


def test_a_past_day_is_today_yesterday_or_a_date() -> None:
    assert dates.past_day(WEDNESDAY, date(2026, 6, 3)) == "danes"
    assert dates.past_day(WEDNESDAY, date(2026, 6, 4)) == "včeraj"
    assert dates.past_day(WEDNESDAY, date(2026, 6, 9)) == "v sredo, 3. junija,"
    assert dates.past_day(None, None) == "tokrat"
    assert dates.past_day(WEDNESDAY, date(2026, 6, 2)) == "tokrat"


def test_times_and_dates_alone() -> None:
    assert dates.time_text(time(7, 5)) == "7.05"
    assert dates.time_text(time(7, 5), "en") == "7:05"
    assert dates.date_text(date(2026, 6, 3)) == "3. 6. 2026"
    assert dates.date_text(date(2026, 6, 3), "en") == "3 June 2026"


@pytest.mark.parametrize(
    ("n", "said"),
    [
        (0, "0 minut"),
        (1, "1 minuta"),
        (2, "2 minuti"),
        (3, "3 minute"),
        (4, "4 minute"),
        (5, "5 minut"),
        (11, "11 minut"),
        (12, "12 minut"),
        (21, "21 minut"),
        (100, "100 minut"),
        (101, "101 minuta"),
        (102, "102 minuti"),
        (104, "104 minute"),
        (105, "105 minut"),
    ],
)
def test_four_slovenian_plurals(n: int, said: str) -> None:
    assert dates.count_text(n, ("minuta", "minuti", "minute", "minut")) == said


@pytest.mark.parametrize(("n", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (101, "101 days")])
def test_two_english_plurals(n: int, said: str) -> None:
    assert dates.count_text(n, ("day", "days")) == said

"""GET and POST /j/CODE: consent in plain words, language and channel; nothing is sent to anybody without the yes."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import structlog
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from bot import doors_pages
from bot.channel import Arrival
from bot.hearing import PAGE
from bot.intake import Intake
from bot.receiver import Receiver
from language.catalogue import Facts, Style, languages, say
from language.wording import button_rows
from records import dialogue, duty, people, programmes
from records.database import Database, Tx
from records.people import Person

log = structlog.get_logger(__name__)

OUTCOMES = {"joined": "join_done", "declined": "join_declined"}


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody with a joining code, and the facts of the consent text."""

    person: Person
    facts: Facts
    phone: str


def routes(
    intake: Intake,
    receiver: Receiver,
    *,
    database: Database,
    now: Callable[[], datetime],
    telegram_username: str = "",
) -> list[Route]:
    """The joining page; Telegram is offered when the bot's name is known."""
    door = JoiningDoor(intake, receiver, database=database, now=now)
    door.telegram_username = telegram_username
    return [Route("/j/{code}", door.show), Route("/j/{code}", door.take, methods=["POST"])]


class JoiningDoor:
    """The page on which somebody agrees to messages, or does not."""

    telegram_username = ""

    def __init__(self, intake: Intake, receiver: Receiver, *, database: Database, now: Callable[[], datetime]) -> None:
        self._intake = intake
        self._receiver = receiver
        self._database = database
        self._now = now

    async def show(self, request: Request) -> Response:
        """The consent in plain words, or what was decided; nothing changes."""
        outcome = request.query_params.get("s", "")
        if outcome in (*OUTCOMES, "telegram"):
            return self._outcome(request, outcome)
        found = await self._invited(request)
        return found if isinstance(found, Response) else self._page(request, found)

    async def take(self, request: Request) -> Response:
        """Records the decision and leads to a page that repeats it."""
        code = str(request.path_params["code"])
        found = await self._invited(request)
        if isinstance(found, Response):
            return found
        form = await doors_pages.fields(request) or {}
        choice, channel = form.get("choice"), form.get("channel", "")
        if choice not in ("yes", "no") or (choice == "yes" and channel not in self._channels(found.person)):
            return self._page(request, found)
        language = form.get("language", "") if form.get("language") in languages() else found.person.language
        said = {"what": "join", "button": f"{code}:{choice}:{language}:{channel}"}
        await self._hear(Arrival(PAGE, f"join-{form['form']}", said))
        outcome = "declined" if choice == "no" else "telegram" if channel == "telegram" else "joined"
        return RedirectResponse(f"/j/{code}?s={outcome}&lang={language}", 303, headers=doors_pages.SAFE)

    async def _hear(self, arrival: Arrival) -> None:
        await self._intake.keep([arrival])
        try:
            await self._receiver.take_up(arrival)
        except Exception:
            log.exception("a decision could not be dealt with at once", ref=arrival.ref)

    async def _invited(self, request: Request) -> "Invited | Response":
        now = self._now()
        async with self._database.reading() as tx:
            person = await people.participant_of_join_code(tx, str(request.path_params["code"]))
            found = None if person is None else await _load(tx, person)
        return found or await doors_pages.wrong_code(self._database, request, door="join", now=now)

    def _channels(self, person: Person) -> list[str]:
        offered = ["sms"] if person.phone else []
        return [*offered, "telegram"] if self.telegram_username else offered

    def _page(self, request: Request, found: Invited) -> Response:
        wished = request.query_params.get("lang", "")
        language = wished if wished in languages() else found.person.language
        w = doors_pages.words(language)
        labels = {"sms": f"{w['by_sms']} …{(found.person.phone or '')[-3:]}", "telegram": w["by_telegram"]}
        style = Style(PAGE, neutral=found.person.is_neutral, easy=found.person.is_easy)
        return doors_pages.page(
            "joining.html",
            language,
            title=w["join_title"],
            text=say("invite_consent", found.facts, language=language, style=style).text,
            action=f"/j/{request.path_params['code']}",
            channels=[{"key": each, "label": labels[each]} for each in self._channels(found.person)],
            languages=_named_languages(),
            phone=found.phone,
        )

    def _outcome(self, request: Request, outcome: str) -> Response:
        language = doors_pages.language_of(request)
        w = doors_pages.words(language)
        if outcome == "telegram" and self.telegram_username:
            link = f"https://t.me/{self.telegram_username}?start={request.path_params['code']}"
            return doors_pages.page("plain.html", language, title=w["join_title"], text=w["telegram_next"], link=link)
        text = say(OUTCOMES.get(outcome, "join_done"), Facts(), language=language, style=Style(PAGE)).text
        return doors_pages.page("plain.html", language, title=w["join_title"], text=text, link="")


async def _load(tx: Tx, person: Person) -> Invited:
    provider = await programmes.provider(tx, person.provider_id)
    facts = Facts(
        name=person.first_name,
        org=provider.sender if provider is not None else "",
        program=await dialogue.programme_name(tx, person.id),
        staff_phone=provider.phone if provider is not None else "",
    )
    return Invited(person, facts, await duty.provider_phone(tx, person.provider_id))


def _named_languages() -> list[dict[str, str]]:
    """Every language under its own name, as on the buttons of the chat."""
    labels = {each.key.removeprefix("language_"): each.label for row in button_rows("languages", "sl") for each in row}
    return [{"code": code, "name": labels.get(code, code)} for code in languages()]

"""One's own account: language, password, and where one is signed in."""

import hmac
from datetime import timedelta

from starlette.responses import Response

from records import accounts, entry, sign_ins
from records.entry import Knock, Limit
from staff import passwords
from staff.access import cookie_name
from staff.entrance import DIFFERENT, TOO_MANY
from staff.paths import local_path
from staff.texts import N_
from staff.visit import NotFound, Visit

PASSWORD_TRIES = Limit(10, timedelta(minutes=15))
WRONG = N_("The present password is not right.")


async def show(visit: Visit) -> Response:
    """The account with its sign-ins."""
    return await _page(visit)


async def set_language(visit: Visit) -> Response:
    """Changes the language of the pages and goes back."""
    async with visit.desk.database.transaction() as tx:
        await accounts.set_language(tx, visit.account.id, visit.form.text("language", 8))
    return visit.go(local_path(visit.form.text("back")))


async def set_password(visit: Visit) -> Response:
    """Changes the password and ends every other sign-in."""
    form = visit.form
    async with visit.desk.database.transaction() as tx:
        knock = Knock("password", str(visit.account.id), PASSWORD_TRIES)
        is_within = await entry.may_try(tx, knock, now=visit.now)
        kept = await accounts.password_hash_of(tx, visit.account.id)
    fault = passwords.fault_of(form.secret("password"), email=visit.account.email)
    if not hmac.compare_digest(form.secret("password").encode(), form.secret("again").encode()):
        fault = fault or DIFFERENT
    if not await passwords.matches(form.secret("present"), kept):
        fault = WRONG
    if not is_within or fault:
        return await _page(visit, 422, why=fault if is_within and fault else TOO_MANY)
    hashed = await passwords.hash_of(form.secret("password"))
    async with visit.desk.database.transaction() as tx:
        await accounts.set_password_hash(tx, visit.account.id, hashed, now=visit.now)
        token = await sign_ins.start(tx, visit.account.id, visit.sign_in.agent, now=visit.now)
        await visit.note(tx, "password_set account", noun_id=visit.account.id)
    response = visit.go("/account", saved=1)
    _keep(response, visit, token=token)
    return response


async def end_sign_in(visit: Visit) -> Response:
    """Ends one of one's own sign-ins, or all the others."""
    async with visit.desk.database.transaction() as tx:
        if visit.form.has("others"):
            await sign_ins.end_all(tx, visit.account.id, now=visit.now, but=visit.sign_in.id)
        elif not await sign_ins.end(tx, visit.form.number("id") or 0, visit.account.id, now=visit.now):
            raise NotFound
        await visit.note(tx, "end sign_in")
    return visit.go("/account", at="sign-ins")


async def sign_out(visit: Visit) -> Response:
    """Ends this sign-in on the server and forgets the cookie."""
    async with visit.desk.database.transaction() as tx:
        await sign_ins.end(tx, visit.sign_in.id, visit.account.id, now=visit.now)
        await visit.note(tx, "sign_out account", noun_id=visit.account.id)
    response = visit.go("/sign-in")
    response.delete_cookie(
        cookie_name(visit.desk), path="/", secure=visit.desk.is_secure, httponly=True, samesite="lax"
    )
    response.headers["clear-site-data"] = '"cache"'
    return response


async def _page(visit: Visit, status: int = 200, *, why: str = "") -> Response:
    async with visit.desk.database.reading() as tx:
        mine = await sign_ins.sign_ins_of(tx, visit.account.id, now=visit.now)
    values = {"sign_ins": mine, "why": visit.texts.gettext(why) if why else "", "is_saved": visit.query.has("saved")}
    return visit.page("account.html", status, **values)


def _keep(response: Response, visit: Visit, *, token: str) -> None:
    response.set_cookie(
        cookie_name(visit.desk),
        token,
        max_age=int(sign_ins.LONGEST.total_seconds()),
        path="/",
        secure=visit.desk.is_secure,
        httponly=True,
        samesite="lax",
    )

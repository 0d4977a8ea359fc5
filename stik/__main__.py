"""The commands of Stik. Exit 0 ok, 1 the thing failed (the reason in one sentence on stderr), 2 wrong usage."""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    name="stik",
    help="Stik keeps people in a social-activation programme in touch with the programme.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
staff = typer.Typer(help="People of the team.", no_args_is_help=True)
token = typer.Typer(help="Tokens for the JSON API.", no_args_is_help=True)
app.add_typer(staff, name="staff")
app.add_typer(token, name="token")

Json = Annotated[bool, typer.Option("--json", help="Answer in JSON.")]
Provider = Annotated[str, typer.Option("--provider", help="Name of the provider; needed when there are several.")]
Day = Annotated[str, typer.Option(help="A day, as 2026-06-03 or 3.6.2026.")]


@app.command()
def demo(
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
    no_browser: Annotated[bool, typer.Option("--no-browser", help="Do not open the browser.")] = False,
) -> None:
    """Start a fresh demo with simulated phones and a clock that can be turned forward."""
    from stik import demo as room

    room.run(port, open_browser=not no_browser)


@app.command()
def run(
    only: Annotated[str, typer.Option(help="Parts of this process: bot,scheduler,staff.")] = "bot,scheduler,staff",
    host: Annotated[str, typer.Option()] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=1, max=65535)] = 8000,
) -> None:
    """Run everything in one process, or the named parts; any number of processes on PostgreSQL."""
    from stik import running

    running.run(only, host=host, port=port)


@app.command()
def migrate() -> None:
    """Bring the database to the current schema; safe to run twice, and by several at once."""
    from stik import opening

    opening.migrate()


@app.command()
def check(json: Json = False) -> None:
    """Check settings, database, schema, clock, Telegram, Twilio, public address and help lines, a line each."""
    from stik import checking

    checking.run(as_json=json)


@app.command(name="import")
def bring_in(
    file: Path,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would change and change nothing.")] = False,
    json: Json = False,
) -> None:
    """Bring in a programme workbook: all or nothing, every wrong row named."""
    from stik import workbooks

    workbooks.bring_in(file, dry_run=dry_run, as_json=json)


@app.command()
def template(file: Path) -> None:
    """Write an empty workbook with drop-downs, examples and notes."""
    from stik import workbooks

    workbooks.template(file)


@staff.command("add")
def staff_add(
    email: str,
    name: Annotated[str, typer.Option(help="Name and surname.")],
    role: Annotated[str, typer.Option(help="coordinator, mentor, partner or admin.")],
    provider: Provider = "",
    telegram_id: Annotated[str, typer.Option(help="Telegram number, for urgent notes.")] = "",
) -> None:
    """Add somebody to the team and print a one-time sign-in link."""
    from stik import people

    people.add_staff(people.Newcomer(email, name, role, provider, telegram_id))


@staff.command("close")
def staff_close(email: str) -> None:
    """Close the account of somebody who left: every sign-in and link ends at once."""
    from stik import people

    people.close_staff(email)


@token.command("end")
def token_end(name: str) -> None:
    """End the API tokens of this name at once."""
    from stik import people

    people.end_token(name)


@token.command("add")
def token_add(
    name: str,
    provider: Provider = "",
    read_only: Annotated[bool, typer.Option("--read-only", help="May read, not change.")] = False,
) -> None:
    """Make an API token and print it once."""
    from stik import people

    people.add_token(name, provider, read_only=read_only)


@app.command()
def forecast(
    from_day: Annotated[str, typer.Option("--from", help="First day; today if left out.")] = "",
    to_day: Annotated[str, typer.Option("--to", help="Last day; a week on if left out.")] = "",
    json: Json = False,
) -> None:
    """List every message that will go out: to whom, when, why, on which channel, in how many parts."""
    from stik import looking

    looking.forecast(from_day, to_day, as_json=json)


@app.command()
def read(
    explain: Annotated[bool, typer.Option("--explain", help="Add which words decided.")] = False,
) -> None:
    """Read replies: JSON lines with id, text, context on stdin; id, intent, slots, confidence on stdout."""
    from language.reading import read_lines

    for line in read_lines(sys.stdin, explain=explain):
        sys.stdout.write(line + "\n")
        sys.stdout.flush()


@app.command()
def export(folder: Path, provider: Provider = "") -> None:
    """Write the tables as csv and xlsx into a folder."""
    from stik import keeping

    keeping.export(folder, provider)


@app.command()
def backup(file: Path) -> None:
    """Write a consistent copy of the database while Stik runs."""
    from stik import keeping

    keeping.backup(file)


@app.command()
def restore(file: Path) -> None:
    """Bring a backup into an empty database."""
    from stik import keeping

    keeping.restore(file)


@app.command("rotate-keys")
def rotate_keys() -> None:
    """Seal everything anew under the first of several SECRET_KEYs; then the others may be taken away."""
    from stik import keeping

    keeping.rotate()


def main() -> None:
    """Runs a command; a failure is one plain sentence on stderr and exit 1."""
    try:
        app()
    except Exception as error:
        from stik.failing import sentence_of

        sentence = sentence_of(error)
        if sentence is None:
            raise
        sys.stderr.write(sentence + "\n")
        raise SystemExit(1) from None


if __name__ == "__main__":
    main()

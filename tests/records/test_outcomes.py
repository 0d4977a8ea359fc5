"""What came of it."""

from datetime import date

from programme.outcomes import OutcomeKind
from records.database import Database
from records.outcomes import Outcome, list_outcomes, outcomes_of, put_outcome
from records.scope import EVERYTHING, Scope
from tests.cast import Cast


async def test_the_same_outcome_is_recorded_once(database: Database, cast: Cast) -> None:
    job = Outcome(cast.ana, OutcomeKind.EMPLOYMENT, date(2027, 3, 1))
    at_the_mill = Outcome(cast.ana, OutcomeKind.EMPLOYMENT, date(2027, 3, 1), "Mlin")
    show = Outcome(cast.ana, OutcomeKind.EXHIBITION, date(2027, 2, 11), "Mestna hiša")
    async with database.transaction() as tx:
        assert await put_outcome(tx, job)
        assert not await put_outcome(tx, job)
        assert await put_outcome(tx, at_the_mill)
        assert await put_outcome(tx, show)
        assert await outcomes_of(tx, cast.ana) == [show, at_the_mill]
        assert await list_outcomes(tx, EVERYTHING) == [show, at_the_mill]
        assert await list_outcomes(tx, Scope(cast.provider + 1, None, "coordinator")) == []

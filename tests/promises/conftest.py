"""Eva's browser, for the promises about pages."""

from tests.staff.conftest import desk, eva, stranger, watch

__all__ = ["desk", "eva", "stranger", "watch"]

"""What a round has done; running a round twice changes nothing the second time."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows a round added or changed, by what was done."""

    by_name: dict[str, int] = field(default_factory=dict)

    @property
    def total(self) -> int:
        """All changes together; 0 when the round found nothing to do."""
        return sum(self.by_name.values())

    def __add__(self, other: "Counts") -> "Counts":
        names = self.by_name.keys() | other.by_name.keys()
        return Counts({name: self.by_name.get(name, 0) + other.by_name.get(name, 0) for name in sorted(names)})

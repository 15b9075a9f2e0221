"""What became of an upload: every row is imported, known already, left out by rule, or rejected."""

import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime

from data.records import Unread
from data.refusal import RefusedError
from data.said import as_json, say


@dataclass(kw_only=True)
class Report:
    """The counts of one import; ``rows`` is always the sum of the four kinds."""

    file: str
    format: str
    outcome: str = "accepted"
    number: int | None = None
    imported: int = 0
    duplicates: int = 0
    left_out: Counter = field(default_factory=Counter)
    rejected: list[Unread] = field(default_factory=list)
    notes: Counter = field(default_factory=Counter)
    first: datetime | None = None
    last: datetime | None = None
    people: int = 0
    communities: list[str] = field(default_factory=list)
    assumptions: dict[str, str] = field(default_factory=dict)
    message: str = ""

    @classmethod
    def refused(cls, problem: RefusedError, format: str) -> "Report":
        """Return the report of a file that was not taken."""
        report = cls(file=problem.file, format=format, outcome="rejected", message=str(problem))
        report.rejected.append(Unread(where=problem.where or say("the file"), why=problem.what))
        return report

    @property
    def rows(self) -> int:
        """Return how many rows the file had."""
        return self.imported + self.duplicates + self.left_out.total() + len(self.rejected)

    def lines(self) -> list[tuple[str, str, str, str | None, int]]:
        """Return kind, place, reason, said and count of all there is to tell of its rows.

        ``said`` has the parts of the reason; of a rejected row those of place and reason.
        """
        told = [("left out", "", reason, as_json(reason), n) for reason, n in self.left_out.items()]
        for line in self.rejected:
            whole = say("{where}: {why}", where=line.where, why=line.why)
            told.append(("rejected", line.where, line.why, as_json(whole), 1))
        return told + [("note", "", what, as_json(what), n) for what, n in self.notes.items()]

    def as_json(self) -> str:
        """Return the report as JSON, as printed by ``python -m data add --json``."""
        return json.dumps(
            {
                "outcome": self.outcome,
                "message": self.message,
                "import": self.number,
                "file": self.file,
                "format": self.format,
                "rows": self.rows,
                "imported": self.imported,
                "duplicates": self.duplicates,
                "left_out": _counted(self.left_out),
                "rejected": [{"where": line.where, "why": line.why} for line in self.rejected],
                "notes": _counted(self.notes),
                "first": self.first and self.first.isoformat(),
                "last": self.last and self.last.isoformat(),
                "people": self.people,
                "communities": self.communities,
                "assumptions": self.assumptions,
            },
            ensure_ascii=False,
            indent=1,
        )


def _counted(reasons: Counter) -> list[dict]:
    return [{"reason": reason, "count": count} for reason, count in reasons.most_common()]

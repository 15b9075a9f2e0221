"""A row of a table, as text and with its place."""

import msgspec

from data.said import say


class Row(msgspec.Struct, gc=False):
    """A row as text: its number in the table, the line it begins on, its cells, what is wrong.

    ``number`` counts as a spreadsheet does, with the header and blank rows; ``line`` as an editor
    does, as text may run over several lines. It is 0 where there are no lines.
    """

    number: int
    line: int
    cells: list[str]
    fault: str = ""

    @property
    def where(self) -> str:
        """Return the place of the row in words."""
        if not self.line:
            return say("row {number}", number=self.number)
        return say("row {number} (line {line})", number=self.number, line=self.line)

"""Why a file is not taken: one class for each thing the visitor can mend."""


class RefusedError(ValueError):
    """A file that is not imported. Says what happened, where, and what would work."""

    def __init__(self, file: str, what: str, remedy: str, where: str = "") -> None:
        """Keep the parts, which read as one sentence each, for a screen to say them again."""
        self.file, self.what, self.remedy, self.where = file, what, remedy, where
        place = f"{file}, {where}" if where else file
        super().__init__(f"{place}: {what} {remedy}")


class EmptyFileError(RefusedError):
    """Nothing to read in it."""


class DamagedFileError(RefusedError):
    """Broken, cut off, encrypted or not what its name says."""


class UnsafeFileError(RefusedError):
    """Built in a way no export is: a bomb, path tricks, overlapping or doubled members."""


class UnknownFormatError(RefusedError):
    """No importer recognises it."""


class AmbiguousFormatError(RefusedError):
    """More than one importer recognises it."""


class MissingColumnError(RefusedError):
    """A table lacks a column that is needed, has it twice, or was told a column it has not."""


class MissingChoiceError(RefusedError):
    """The file does not settle something, and a guess would be silent: the visitor has to say."""


class MissingPostsError(RefusedError):
    """It lacks posts that are known, and nobody said whether these shall stay."""


class UnusedChoiceError(RefusedError):
    """Something was said of the file that says nothing there."""


class OtherPeopleError(RefusedError):
    """Its people cannot be matched with those who are in the community already."""


class UnreadableFileError(RefusedError):
    """Reading it takes more than it may, or breaks off."""


class NoRoomError(RefusedError):
    """The disk has too little room for it."""


class UnreadableRowsError(RefusedError):
    """Too many rows cannot be read for the rest to be trusted."""

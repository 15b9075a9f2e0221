"""How posts of Moodle are called in the store: the same from its forum exports and from its logs.

A log names a discussion, but not the post that opens it: so that post bears the discussion's id.
"""

PLATFORM = "moodle"
# Moodle itself, its scheduled tasks, and the account that everybody without one shares.
NOBODY = frozenset({"-1", "0", "1"})


def opening(discussion: str) -> str:
    """Return the id of the post that opens a discussion; it is that of the thread, too."""
    return f"discussion/{discussion}"


def reply(post: str) -> str:
    """Return the id of any other post."""
    return f"post/{post}"

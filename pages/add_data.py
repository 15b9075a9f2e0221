"""Add data: hand in an export, see what it seems to be, import it, take it back."""

from pages.parts import data_status, guides, import_desk, layout, session
from pages.parts.language import _

session.begin("add_data")

with layout.column():
    layout.opening(
        _("Add data"),
        _("Bring an export, and see what it can tell"),
        _(
            "Drop in what your platform exports. You see what it seems to be and what is assumed "
            "before anything is kept. Names become pseudonyms on the way in, and every import can "
            "be taken back whole."
        ),
    )
    import_desk.outcome()
    file = import_desk.waiting()
    if file is None:
        import_desk.hand_in()
    else:
        import_desk.examine(file)
    layout.section(_("What was imported"))
    import_desk.past()
    if session.has_own_data():
        layout.section(_("How fresh it is"))
        data_status.show()
    layout.section(_("How to export"))
    guides.show()

"""Check kinds: code posts by hand, see how often the reader is right here, and correct for it."""

from pages.parts import codebook, coded, coding_desk, layout, session, welcome

session.begin("labelling")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    elif session.is_example():
        coding_desk.not_yours()
    else:
        with layout.filters():
            name = coding_desk.community(known)
            coder = coding_desk.reader()
        sample = session.sample(name)
        coding_desk.opening(name, is_drawn=not sample.empty)
        coding_desk.refused()
        if sample.empty:
            coding_desk.draw(name)
        else:
            coding_desk.show(name, coder, sample)
            coding_desk.keys()
        codebook.show(is_open=sample.empty)
        if not sample.empty:
            coded.show(name, sample)
        coded.carry()

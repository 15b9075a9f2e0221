"""Network: circles and who joins them, who meets whom, and what would be left without the host."""

from pages.parts import circles, introduced, knock_out, layout, meetings, networks, session, welcome

session.begin("network")

with layout.column():
    known = session.communities()
    if known.empty:
        welcome.show()
    else:
        with layout.filters():
            net = networks.asked(known)
        layout.opening(networks.kicker(net, known), *circles.opening(net))
        if net.is_given:
            circles.show(net)
        knock_out.show(net)
        meetings.show(net)
        introduced.show(net)
        networks.cannot(net)

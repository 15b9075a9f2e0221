from tests.pages.conftest import *
from tests.pages.test_compare import *
def test_zz(three, app):
    compared(app, "guild", HOSTILE, per="Whole time")
    print("2", app.query_params, app.segmented_control(key="per").value, app.multiselect[0].value, [c.value for c in app.caption][:2], [m.value[:90] for m in app.markdown], [h.value for h in app.header])

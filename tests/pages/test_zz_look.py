import io, sys
from gettext import NullTranslations
import pytest
from data.importers import Choices
from data.upload import Upload
from data.intake import add
from data.store import open_store
from pages.parts import language
from pages.parts.handed_in import HandedIn
from tests.pages.conftest import *
from tests.pages.test_pages import visit

class Pseudo(NullTranslations):
    def gettext(self, m): return "⟦"+m+"⟧"
    def ngettext(self, a, b, n): return "⟦"+(a if n==1 else b)+"⟧"

def show(app):
    for kind in ("title","header","subheader","markdown","caption","warning","error"):
        for one in getattr(app,kind): print(kind,"|",one.value)
    for f in app.dataframe: print(f.value.to_csv())
    for k in ("selectbox","radio","button"):
        for one in getattr(app,k): print(k,"|",one.label, list(getattr(one,"options",[]))[:4])
    for k in ("popover","expander"):
        for one in app.get(k): print(k, "|", one.label if hasattr(one,"label") else one.proto)

H="author,time,text,id,reply_to\n"
FILES={
 "talk.csv": H+"".join(f"p{n%3}@x.org,2026-03-0{n%3+1} 0{n%9}:00,Text {n},{n},\n" for n in range(12))+"a,2026-02-30,x\n"+",2026-03-01 10:00,x,77,\n",
 "nocol.csv": "wer,colour,time\nana,red,notime\nben,blue,notime\n",
 "dates.csv": "author,time,text\nana,01/02/2024 10:00,hello\nben,02/03/2024 11:00,yes\n",
 "empty.csv": "",
 "letter.txt": "Dear all,\nplease find attached.\n",
 "list.csv": "user,name,joined,department\nana,Ana,2024-01-01,HR\n,Ben,2024-01-02,IT\n",
}
def test_look(bare, database, tmp_path, monkeypatch):
    monkeypatch.setattr(language,"catalogue",lambda code: Pseudo())
    for name,content in FILES.items():
        print("=======",name)
        bare.session_state["handed_in"]=HandedIn(io.BytesIO(content.encode()),name,tmp_path)
        bare.session_state["said"]=Choices(); bare.session_state["turn"]=len(name)
        visit(bare,"add_data"); show(bare)
        if name!="talk.csv":
            pass
    for k in ("handed_in","said"): del bare.session_state[k]
    store=open_store(database) if False else None
    from pages.parts import session
    f=tmp_path/"talk.csv"; f.write_text(FILES["talk.csv"])
    add(session.store(), Upload.of(f), choices=Choices(time_zone="UTC"))
    rep=add(session.store(), Upload.of(f), choices=Choices(time_zone="UTC"))
    from pages.parts.job import Job
    d=session.desk(); j=Job("x"); j.report=rep; j.finished.set(); d.last=j
    print("======= history")
    visit(bare,"add_data"); show(bare)

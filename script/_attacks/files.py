"""Files: to exhaust memory, to invent voices, to slip past consent."""

import io
import socket
import time
import zipfile
from typing import Any

from _attacks.browser import Browser, multipart
from _attacks.outcomes import Outcome, blocked, need, stop_if, visible
from _attacks.scene import FACILITATOR, OFFICER, RESIDENT, Scene

READ_SECONDS, SOON = 60.0, 10.0
SHEET = "xl/worksheets/sheet1.xml"
KINDS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        f'<Override PartName="/{SHEET}" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
        '<sheet name="A" sheetId="1" r:id="r1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def workbook(rows: str, head: str = "") -> bytes:
    """A spreadsheet with the rows as they are in its sheet."""
    file = io.BytesIO()
    xmlns = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in KINDS.items():
            archive.writestr(name, text)
        archive.writestr(SHEET, f'{head}<worksheet xmlns="{xmlns}"><sheetData>{rows}</sheetData></worksheet>')
    return file.getvalue()


def cell(place: str, text: str) -> str:
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


HEAD = f'<row r="1">{cell("A1", "answer")}</row>'
FOLDER = {"comments.csv": b"comment-id,comment-body\n1,More\n", "votes.csv": b"voter-id,comment-id,vote\n1,1,1\n"}
HURTING = {
    "a row beyond all": {"a.xlsx": workbook(HEAD + f'<row r="2000000000">{cell("A2000000000", "One")}</row>')},
    "the last columns": {
        "a.xlsx": workbook(HEAD + "".join(f'<row r="{n}">{cell(f"XFD{n}", "One")}</row>' for n in range(2, 5000)))
    },
    "words for words": {
        "a.xlsx": workbook(
            HEAD + f'<row r="2">{cell("A2", "&b;")}</row>',
            '<!DOCTYPE a [<!ENTITY a "hahaha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>',
        )
    },
    "a voter beyond all": {**FOLDER, "votes.csv": b"voter-id,comment-id,vote\n1e80,1,1\n"},
    "a time beyond all": {
        "comments.csv": b"timestamp,comment-id,comment-body\n1e18,1,More\n",
        "votes.csv": b"timestamp,voter-id,comment-id,vote\n1e18,1,1,1\n",
    },
    "no end": {"a.csv": b"answer\n" + b"," * 3_000_000},
}


def send(browser: Browser, pk: int, files: dict[str, bytes], **typed: str) -> dict[str, Any]:
    """Send files and wait until a worker has read them."""
    body, kind = multipart({"language": "en", **typed}, list(files.items()))
    headers = {"Content-Type": kind, "X-CSRFToken": browser.token, "Referer": browser.base + "/"}
    path = f"/api/v1/challenges/{pk}/imports/uploads/"
    made = browser.ask("POST", path, body, headers)
    need(made.status < 500, f"sending a file answers {made.status}")
    if made.status != 202:
        return {"refused": made.status, "problems": [made.text]}
    end = time.monotonic() + READ_SECONDS
    while time.monotonic() < end:
        found: dict[str, Any] = browser.get(f"{path}{made.data['id']}/").data
        if found.get("is_read"):
            return found
        time.sleep(0.3)
    return {"problems": [], "is_read": False}


def files_made_to_hurt(scene: Scene) -> Outcome:
    """Small files that would fill the memory, and numbers beyond all."""
    pk, facilitator = scene.question("open"), scene.sign_in(FACILITATOR)
    for what, files in HURTING.items():
        found = send(facilitator, pk, files)
        need(found.get("is_read", True), f"{what}: it was never read")
        stop_if(not found["problems"], f"{what} came in")
        stop_if(scene.visitor().get(f"/say/{pk}/").status != 200, f"{what} stopped the site")
    return blocked("each with its place in plain words")


def outsider_holds_a_worker(scene: Scene) -> Outcome:
    """An outsider announces 30 MB and sends nothing: asked first, the answer comes at once."""
    pk = scene.question("open")
    host, _, port = scene.demo.address.removeprefix("http://").partition(":")
    head = (
        f"POST /brackenford/staff/challenges/{pk}/import/ HTTP/1.1\r\nHost: {host}:{port}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 30000000\r\n\r\n--x\r\n"
    )
    with socket.create_connection(("127.0.0.1", int(port)), timeout=SOON) as line:
        line.sendall(head.encode())
        try:
            said = line.recv(64).decode("latin-1")
        except TimeoutError:
            stop_if(True, "a worker waits for what an outsider does not send")
    stop_if(" 403" not in said and " 302" not in said and " 404" not in said, f"the answer is {said[:20]}")
    return blocked("asked before a byte is read")


def invented() -> dict[str, dict[str, bytes]]:
    """300 voters in a folder; 40 residents on paper in a table."""
    votes = "\n".join(f"1,{person},{statement},1" for person in range(300) for statement in (1, 2))
    comments = "comment-id,moderated,comment-body\n1,1,Close the library at three\n2,1,Fewer books are better\n"
    table = "\n".join(f"I want it closed and I say so as number {n},resident,paper" for n in range(40))
    return {
        "folder": {
            "comments.csv": comments.encode(),
            "votes.csv": f"timestamp,voter-id,comment-id,vote\n{votes}\n".encode(),
        },
        "table": {"answers.csv": f"answer,stake,mode\n{table}\n".encode()},
    }


def invented_people(scene: Scene) -> Outcome:
    """300 invented voters and 40 invented residents are brought in by the facilitator, who says that they are real."""
    pk, facilitator = scene.question("open"), scene.sign_in(FACILITATOR)
    before = scene.statements(pk)
    path = f"/challenges/{pk}/imports/"
    for what, files in invented().items():
        found = send(facilitator, pk, files, text_column="answer" if what == "table" else "", consent_column="-")
        need(not found["problems"], f"{what}: {found['problems']}")
        done = facilitator.api("POST", f"{path}uploads/{found['id']}/bring-in/")
        need(done.status == 201, f"{what} could not be brought in ({done.status})")
        for who in (facilitator, scene.sign_in(OFFICER)):
            tried = who.api("POST", f"{path}{done.data['id']}/confirm/")
            stop_if(tried.status < 400, f"{what}: whoever brought it in says that it is real")
        named = {f"other-{name}" if what == "table" else name: data for name, data in files.items()}
        again = send(facilitator, pk, named, text_column="answer" if what == "table" else "", consent_column="-")
        twice = facilitator.api("POST", f"{path}uploads/{again.get('id', 0)}/bring-in/")
        stop_if(twice.status < 400, f"{what} is there twice under another name")
    now = scene.statements(pk)
    stop_if(len(now) != len(before), "invented statements are shown")
    stop_if([row["agrees"] for row in now] != [row["agrees"] for row in before], "invented votes count")
    rows = scene.visitor().rows(path)
    stop_if(len(rows) < 2 or any(row["confirmed_at"] for row in rows[:2]), "nobody reads that files came in")
    return visible("the journey: who brought how much; counts once a resident confirms")


def consent_guessed(scene: Scene) -> Outcome:
    """A table whose words “perhaps” may be shown; a table that does not say which column is about that."""
    pk, facilitator = scene.question("open"), scene.sign_in(FACILITATOR)
    rows = "\n".join(f"Words number {n} of a table,{said}" for n, said in enumerate(("perhaps", "1?", "", "no", "y/n")))
    found = send(
        facilitator, pk, {"a.csv": f"answer,may we\n{rows}\n".encode()}, text_column="answer", consent_column="may we"
    )
    need(not found["problems"] and found.get("quotable") is not None, f"it could not be read: {found}")
    stop_if(found["quotable"] > 0, "anything but a plain yes is a yes")
    unsaid = send(facilitator, pk, {"b.csv": f"answer,ok to share\n{rows}\n".encode()}, text_column="answer")
    stop_if("consent" not in unsaid.get("asks", []), "nobody is asked which column is about consent")
    tried = facilitator.api("POST", f"/challenges/{pk}/imports/uploads/{unsaid['id']}/bring-in/")
    stop_if(tried.status < 400, "it came in unasked")
    return blocked("anything but a plain yes is no")


def resident_imports(scene: Scene) -> Outcome:
    """Somebody without the right sends files, and looks at those of others."""
    pk, resident = scene.question("open"), scene.sign_in(RESIDENT)
    found = send(resident, pk, {"a.csv": b"answer\nOne\n"})
    stop_if(found.get("refused") != 403, "a resident brought a file in")
    stop_if(resident.api("GET", f"/challenges/{pk}/imports/uploads/1/").status == 200, "a resident reads others' files")
    return blocked()

"""Write the specimen case: 481 plainly fictional accounts, seeded: a re-run changes nothing.

Every row could be true. A post is made, captured and reported, the court decides on what was
captured by then, the accounts that are still there are looked at again, the case is approved, and
then issued. An account that was removed is seen no more, and what continues it is younger than its
removal.

Every name begins with `specimen`, telephone numbers are from the range that Ofcom keeps for drama,
and item numbers have all of their worker and sequence bits set, which no service gives out, so that
none can be a real post while the time in them can still be read.
"""

from __future__ import annotations

import csv
import datetime as dt
import hashlib
import io
import random
from pathlib import Path

from PIL import Image, ImageDraw
from specimen_lives import (
    DAY,
    ISSUED,
    LAST_POST,
    SEEN_AGAIN,
    Life,
    between,
    continued_life,
    day,
    ended_life,
    life,
)
from specimen_texts import (
    AHEAD,
    ANSWERS,
    BASES,
    CONTEXTS,
    DEEDS,
    GROUND_REASONS,
    INTENTS,
    MEMBER_REASONS,
    NUMBER_BASES,
    NUMBER_DEEDS,
    NUMBER_REASONS,
    NUMBER_TAILS,
    OPEN,
    PASSED,
    PLACES,
    REASONS,
    SOURCES,
    TAILS,
    Texts,
)

ROOT = Path(__file__).resolve().parent.parent / "data" / "cases" / "specimen"
COUNTS = {"x": 160, "facebook": 120, "instagram": 61, "whatsapp": 60, "telegram": 80}
MIRRORS = 5
X_BACK = range(21, 21 + MIRRORS)
"""The continuations on X have a stem of their own, by which more of them could be found."""
GERMAN = range(11, 17)
"""Pages whose holders are in Germany, by what the pages say."""
MOVED, MOVED_FROM = "telegram-0030", "x-0003"
PICTURES = ("x", "x", "facebook", "facebook", "instagram", "telegram", "telegram", "whatsapp")

ORGANISATIONS = (
    *("ttp", "ttp", "ttp", "isil-khorasan", "isil-khorasan", "balochistan-liberation-army"),
    *("balochistan-liberation-army", "balochistan-liberation-front", "jamaat-ul-ahrar"),
    *("balochistan-republican-army", "lashkar-e-jhangvi", "hafiz-gul-bahadur-group"),
    *("majeed-brigade", "al-qaida", "imu", "sindhudesh-revolutionary-army"),
)
NOT_PROSCRIBED = ("isil-khorasan",)
"""Without an order of its own: no row of it rests on a ground that presupposes one."""
OPEN_GROUNDS = {"glorification": "projection", "propaganda": "projection"}
LINKS = ("official", "media-wing", "media-wing", "member", "member", "supporter")
GROUNDS = ("glorification", "propaganda", "propaganda", "recruitment", "threats")
LANGUAGES = ("Urdu", "Pashto", "Balochi", "Sindhi", "English", "Urdu and English")
NAMES = (
    "نمونہ اکاؤنٹ",
    "Specimen Voice",
    "نمونہ میڈیا",
    "Specimen Updates 📰",
    "د نمونې غږ",
    "Specimen Desk",
)

COLUMNS = (
    *("id", "url", "platform", "native_id", "handle", "display_name", "observed_at"),
    *("status_checked_at", "holder_in", "language", "organisation", "link", "link_basis", "ground"),
    *(
        "justification",
        "acted_at",
        "posts",
        "posts_of_others",
        "exhibits",
        "measure_reason",
        "protected",
    ),
    *("context", "intent", "reach", "imminence", "threat_time"),
    *("prior_report", "prior_report_on", "prior_report_answer", "prior_report_answered_on"),
    *("actioned_on", "actioned_ref"),
    *("mirror_of", "first_seen", "requests"),
)
EXHIBIT_COLUMNS = (
    *("id", "accounts", "shows", "url", "captured_at", "tool", "captured_by", "sha256", "file"),
    *("posted_at", "language", "custody", "access", "corroboration"),
)
ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"


def item_time(moment: dt.datetime) -> int:
    """Milliseconds since 1970."""
    return int(moment.timestamp() * 1000)


def x_status(moment: dt.datetime) -> int:
    """A status number with that time and every other bit set."""
    return ((item_time(moment) - 1288834974657) << 22) | 0x3FFFFF


def instagram_code(moment: dt.datetime) -> str:
    """A shortcode with that time and every other bit set."""
    number = ((item_time(moment) - 1314220021721) << 23) | 0x7FFFFF
    code = ""
    while number:
        number, digit = divmod(number, 64)
        code = ALPHABET[digit] + code
    return code


def address(platform: str, n: int) -> tuple[str, str, str]:
    """URL, handle and native number of the n-th account of a platform."""
    if platform == "x":
        stem = "specimen_b" if n in X_BACK else "specimen_x"
        return f"https://x.com/{stem}_{n:04d}", f"{stem}_{n:04d}", f"99999999999999{n:05d}"
    if platform == "facebook":
        if n % 10 == 0:
            name = f"specimen.group.{n:04d}"
            return f"https://www.facebook.com/groups/{name}", name, ""
        name = f"specimen.page.{n:04d}"
        return f"https://www.facebook.com/{name}", name, f"99999999999{n:04d}" if n % 7 else ""
    if platform == "instagram":
        return f"https://www.instagram.com/specimen_ig_{n:04d}/", f"specimen_ig_{n:04d}", ""
    if platform == "telegram":
        if n % 20 == 0:
            return f"https://t.me/+SPECIMENinvite{n:04d}", "", ""
        name = f"specimen_tg_{n:04d}"
        return f"https://t.me/{name}", name, f"999999{n:04d}" if n % 7 else ""
    if n % 12 == 0:
        return f"https://whatsapp.com/channel/0029VaSPECIMENchan{n:04d}", "", ""
    if n % 15 == 0:
        return f"https://chat.whatsapp.com/SPECIMENinvite00000{n:03d}", "", ""
    return f"+44 7700 900{n:03d}", "", ""


def post(platform: str, handle: str, url: str, moment: dt.datetime, n: int) -> str:
    """An item of the account, where the platform has addresses for items."""
    if platform == "x":
        return f"https://x.com/{handle}/status/{x_status(moment)}"
    if platform == "instagram":
        return f"https://www.instagram.com/p/{instagram_code(moment)}/"
    if platform == "telegram" and handle:
        return f"https://t.me/{handle}/{100 + n}"
    if platform == "facebook" and "/groups/" not in url:
        return f"https://www.facebook.com/{handle}/posts/9000000000{n:07d}"
    return ""


def stamp(moment: dt.datetime) -> str:
    """A time as a case file writes it."""
    return moment.isoformat(timespec="seconds")


def picture(number: int, title: str, text: str) -> bytes:
    """A drawn page that says what it is, in place of a captured one."""
    image = Image.new("RGB", (900, 620), "white")
    draw = ImageDraw.Draw(image)
    draw.rectangle((20, 20, 880, 600), outline="#888888", width=2)
    draw.rectangle((20, 20, 880, 90), fill="#dddddd")
    draw.text((40, 40), f"SPECIMEN PAGE {number} - drawn, not captured", fill="black", font_size=26)
    draw.text((40, 130), title, fill="black", font_size=24)
    draw.multiline_text((40, 190), text, fill="#333333", font_size=20, spacing=10)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def wrapped(text: str, width: int = 74) -> str:
    """Lines of at most `width` characters."""
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".strip()
    return "\n".join(lines)


def write_csv(path: Path, columns: tuple[str, ...], rows: list[dict[str, str]]) -> None:
    """Rows as CSV with LF line ends, so that a diff reads well."""
    with path.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def noun_of(platform: str, url: str) -> str:
    """What the address leads to."""
    if url.startswith("+44"):
        return "number"
    if "/+" in url or "chat.whatsapp" in url or "/groups/" in url:
        return "group"
    if platform == "telegram" or "/channel/" in url:
        return "channel"
    return "page" if platform == "facebook" else "account"


def time_named(rng: random.Random, life: Life) -> tuple[str, dt.datetime]:
    """The time that a threat names, ahead or past at the issue; or that it names none."""
    late = life.posted > ISSUED - 35 * DAY
    kind = rng.choice(("ahead", "passed", "open") if late else ("passed", "passed", "open"))
    if kind == "ahead":
        return kind, ISSUED + rng.randint(17, 29) * DAY
    return kind, min(life.posted + rng.randint(2, 12) * DAY, SEEN_AGAIN - 2 * DAY)


def threat(texts: Texts, place: str, kind: str, named: dt.datetime) -> dict[str, str]:
    """The threshold test of a threat: what it is about, and the time that it names."""
    forms = {"ahead": AHEAD, "passed": PASSED, "open": OPEN}[kind]
    return {
        "context": texts.draw(CONTEXTS, place),
        "intent": texts.draw(INTENTS, place),
        "imminence": texts.draw(forms, place, date=day(named)),
        "threat_time": "" if kind == "open" else f"{named:%Y-%m-%d}",
    }


def report(rng: random.Random, life: Life, platform: str, n: int) -> dict[str, str]:
    """A report under the service's own rules, and its answer; each in its time."""
    reported = life.captured + rng.randint(0, 2) * DAY
    latest = life.removed - 9 * DAY if life.removed else SEEN_AGAIN
    answer, dated = rng.choice(ANSWERS)
    while (life.removed and not dated) or (
        "fourteen" in answer and reported > SEEN_AGAIN - 15 * DAY
    ):
        answer, dated = rng.choice(ANSWERS)
    answered = min(reported + rng.randint(1, 8) * DAY, max(latest, reported))
    return {
        "prior_report": f"SPEC-R-{n:04d}" if platform == "x" else f"SPECIMEN-{platform}-{n}",
        "prior_report_on": f"{reported:%Y-%m-%d}",
        "prior_report_answer": answer,
        "prior_report_answered_on": f"{answered:%Y-%m-%d}" if dated else "",
    }


def deed(texts: Texts, ground: str, life: Life, noun: str, when: str) -> tuple[str, str, str]:
    """The place, what the account did, and the caption of the exhibit that shows it."""
    rng, number = texts.rng, noun == "number"
    forms, tails = (NUMBER_DEEDS, NUMBER_TAILS) if number else (DEEDS, TAILS)
    while True:
        did, shown = rng.choice(forms[ground])
        form, place = rng.choice(tails), rng.choice(PLACES)
        # Two rows with the same sentences name places that have no word in common.
        words = [f"{word}: {did} {form}" for word in place.split()]
        if texts.rare(f"{did} {form}", 3) and all(texts.rare(word, 1) for word in words):
            texts.count(f"{did} {form}", *words)
            break
    tail = form.format(k=rng.randint(2, 40), since=life.counted_since)
    said = did.format(place=place, when=when)
    justification = f"{said[0].upper()}{said[1:]}; {tail}."
    caption = f"{shown.format(place=place)}, as it stood on {day(life.captured)}."
    return place, justification, caption[0].upper() + caption[1:]


def reach(rng: random.Random, noun: str, seen: dt.datetime) -> str:
    """Followers or members; a telephone number has none."""
    if noun == "number":
        return ""
    who = "followers" if noun in ("account", "page") else "members"
    return f"{rng.randint(40, 30000):,} {who} on {day(seen)}"


def account(platform: str, n: int, number: int, life: Life, texts: Texts) -> dict[str, str]:
    """One row."""
    rng = texts.rng
    url, handle, native = address(platform, n)
    noun = noun_of(platform, url)
    grounds = ("recruitment", "recruitment", "propaganda") if noun == "number" else GROUNDS
    ground, link = rng.choice(grounds), rng.choice(LINKS)
    kind, named = time_named(rng, life)
    when = "at a time of its own choosing" if kind == "open" else f"on {day(named)}"
    place, justification, caption = deed(texts, ground, life, noun, when)
    harm = threat(texts, place, kind, named) if ground == "threats" else {}
    if platform == "facebook" and n in GERMAN:
        justification += " The page gives a town in Germany as its place."
    bases = NUMBER_BASES if noun == "number" else BASES
    if noun == "number":
        reasons = NUMBER_REASONS
    else:
        own = MEMBER_REASONS if link == "member" else ()
        reasons = (*REASONS, *own, *GROUND_REASONS[ground])
    seen = stamp(life.seen)
    row = {
        "id": f"{platform}-{n:04d}",
        "url": url,
        "native_id": native,
        "handle": handle,
        "observed_at": seen,
        "status_checked_at": seen,
        "holder_in": "DE" if platform == "facebook" and n in GERMAN else "unknown",
        "language": rng.choice(LANGUAGES),
        "organisation": ORGANISATIONS[number % len(ORGANISATIONS)],
        "link": link,
        "link_basis": texts.draw(bases[link], place),
        "ground": ground,
        "justification": justification,
        "acted_at": f"{life.posted:%Y-%m-%d}" if noun == "number" else stamp(life.posted),
        "posts": post(platform, handle, url, life.posted, n),
        "exhibits": f"E{number}",
        "measure_reason": texts.draw(reasons, place, m=rng.randint(40, 90), k=rng.randint(20, 39)),
        "protected": "none",
        "reach": reach(rng, noun, life.seen),
        "caption": caption,
        **harm,
    }
    if noun == "number":
        row["platform"] = "whatsapp"
        row["posts_of_others"] = texts.draw(SOURCES, place)
    if rng.random() < 0.6:
        row["display_name"] = rng.choice(NAMES)
    if platform == "x" or (platform != "whatsapp" and rng.random() < 0.4):
        row |= report(rng, life, platform, n)
    return row


def exhibit(row: dict[str, str], number: int, life: Life, rng: random.Random) -> dict[str, str]:
    """The exhibit of a row, held by the office unless a picture is drawn for it."""
    content = f"specimen exhibit {number} of {row['id']}".encode()
    a_number = row["url"].startswith("+44")
    second = day(life.captured + rng.randint(0, 1) * DAY)
    return {
        "id": f"E{number}",
        "accounts": row["id"],
        "shows": row.pop("caption"),
        # A number is given in a post of others, which everybody can see.
        "url": f"https://t.me/specimen_board_{number:04d}/{number}"
        if a_number
        else row["posts"] or row["url"],
        "captured_at": stamp(life.captured),
        "tool": "specimen capture tool 1.0",
        "captured_by": f"collector {rng.randint(1, 6)}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "posted_at": "" if a_number else f"{day(life.posted)}, {life.posted:%H:%M} (UTC+05:00)",
        "language": row["language"],
        "custody": "evidence store of the unit",
        # A telephone number was given in a public post; an invitation shows its own page to all.
        "access": "public",
        "corroboration": "single source"
        if rng.random() < 0.3
        else f"a second officer captured the same on {second}",
    }


def lives(rng: random.Random) -> dict[str, Life]:
    """The life of every row; the first accounts of a platform were removed, later ones continue."""
    found: dict[str, Life] = {}
    for platform, count in COUNTS.items():
        names = {n: f"{platform}-{n:04d}" for n in range(1, count + 1)}
        found |= {name: life(rng) for name in names.values()}
        old, new = pairs_of(platform)
        for before, after in zip(old, new, strict=True):
            removed = between(rng, ISSUED - 40 * DAY, ISSUED - 20 * DAY)
            found[names[before]] = ended_life(rng, removed)
            found[names[after]] = continued_life(rng, removed)
    found[MOVED] = continued_life(rng, found[MOVED_FROM].removed or LAST_POST)
    return found


def pairs_of(platform: str) -> tuple[list[int], list[int]]:
    """The numbers of a platform's removed accounts, and of those that continue them."""
    every = range(1, COUNTS[platform] + 1)
    urls = {n: address(platform, n)[0] for n in every}
    mine = [n for n in every if "/+" not in urls[n] and "chat.whats" not in urls[n]]
    return mine[:MIRRORS], mine[20 : 20 + MIRRORS]


def tie(rows: dict[str, dict[str, str]], every: dict[str, Life]) -> None:
    """Say of the removed accounts when they were removed, and of the others what they continue."""
    for platform in COUNTS:
        old, new = pairs_of(platform)
        for index, (before, after) in enumerate(zip(old, new, strict=True), start=1):
            first, later = rows[f"{platform}-{before:04d}"], rows[f"{platform}-{after:04d}"]
            first["actioned_on"] = f"{every[first['id']].removed:%Y-%m-%d}"
            first["actioned_ref"] = f"SPECIMEN-ACTION-{platform}-{index}"
            first["organisation"] = later["organisation"]
            later["mirror_of"] = first["id"]
            later["first_seen"] = f"{every[later['id']].first_seen:%Y-%m-%d}"
    # One account on another service continues a removed one: it shows in the restricted annex.
    moved = rows[MOVED]
    moved["mirror_of"], moved["organisation"] = MOVED_FROM, rows[MOVED_FROM]["organisation"]
    moved["first_seen"] = f"{every[MOVED].first_seen:%Y-%m-%d}"


def main() -> None:
    """Write the case's CSV files and pictures; case.yaml is written by hand."""
    rng = random.Random(481)  # noqa: S311  (a specimen, not a secret)
    texts, every = Texts(rng), lives(rng)
    rows: list[dict[str, str]] = []
    for platform, count in COUNTS.items():
        for n in range(1, count + 1):
            lived = every[f"{platform}-{n:04d}"]
            rows.append(account(platform, n, len(rows) + 1, lived, texts))
    tie({row["id"]: row for row in rows}, every)
    for row in rows:
        if row["organisation"] in NOT_PROSCRIBED:
            row["ground"] = OPEN_GROUNDS.get(row["ground"], row["ground"])
        if "chat.whatsapp" in row["url"]:  # a group has no page of its own
            row["justification"] = row["justification"].replace("Published ", "Passed on ")
        if row["holder_in"] == "DE":
            row["requests"] = "removal preservation"  # data are asked for between states there
    rows[5]["display_name"] = "Specimen\u202eeciov"
    exhibits = [
        exhibit(row, number, every[row["id"]], rng) for number, row in enumerate(rows, start=1)
    ]
    folder = ROOT / "exhibits"
    folder.mkdir(parents=True, exist_ok=True)
    for number, platform in enumerate(PICTURES, start=1):
        index = next(
            i
            for i, row in enumerate(rows)
            if row["id"].startswith(platform)
            and not row.get("actioned_on")
            and "file" not in exhibits[i]
        )
        row, name = rows[index], f"exhibits/{rows[index]['id']}.png"
        data = picture(number, row["url"], wrapped(row["justification"]))
        (ROOT / name).write_bytes(data)
        exhibits[index].update(file=name, sha256=hashlib.sha256(data).hexdigest())
    write_csv(ROOT / "accounts.csv", COLUMNS, rows)
    write_csv(ROOT / "exhibits.csv", EXHIBIT_COLUMNS, exhibits)
    print(f"{len(rows)} accounts, {len(exhibits)} exhibits, {len(PICTURES)} pictures")


if __name__ == "__main__":
    main()

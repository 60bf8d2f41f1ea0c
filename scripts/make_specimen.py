"""Write the specimen case: 481 plainly fictional accounts, seeded: a re-run changes nothing.

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

ROOT = Path(__file__).resolve().parent.parent / "data" / "cases" / "specimen"
PKT = dt.timezone(dt.timedelta(hours=5))
ISSUED = dt.datetime(2026, 11, 23, 10, 0, tzinfo=PKT)
COUNTS = {"x": 160, "facebook": 120, "instagram": 61, "whatsapp": 60, "telegram": 80}
MIRRORS = 5
PICTURES = ("x", "x", "facebook", "facebook", "instagram", "telegram", "telegram", "whatsapp")

ORGANISATIONS = (
    *("ttp", "ttp", "ttp", "isil-khorasan", "isil-khorasan", "balochistan-liberation-army"),
    *("balochistan-liberation-army", "balochistan-liberation-front", "jamaat-ul-ahrar"),
    *("balochistan-republican-army", "lashkar-e-jhangvi", "hafiz-gul-bahadur-group"),
    *("majeed-brigade", "al-qaida", "imu", "sindhudesh-revolutionary-army"),
)
LINKS = ("official", "media-wing", "media-wing", "member", "member", "supporter")
GROUNDS = ("glorification", "propaganda", "propaganda", "recruitment", "threats")
NOT_PROSCRIBED = ("isil-khorasan",)
"""Without an order of its own: no row of it rests on a ground that presupposes one."""
OPEN_GROUNDS = {"glorification": "projection", "propaganda": "projection"}
LANGUAGES = ("Urdu", "Pashto", "Balochi", "Sindhi", "English", "Urdu and English")
NAMES = (
    "نمونہ اکاؤنٹ",
    "Specimen Voice",
    "نمونہ میڈیا",
    "Specimen Updates 📰",
    "د نمونې غږ",
    "Specimen Desk",
)

DEEDS = {
    "glorification": (
        "praised an attack on a police post and called the attackers heroes",
        "published a song of praise over pictures of an attack",
        "celebrated the anniversary of an attack and named the attackers as examples",
        "published portraits of attackers with verses of praise",
    ),
    "propaganda": (
        "published the organisation's claim of responsibility for an attack",
        "published a video release under the organisation's emblem",
        "published the organisation's monthly summary of attacks",
        "announced a statement of the organisation's spokesman and published it in full",
    ),
    "recruitment": (
        "asked readers to join the organisation and named a contact",
        "asked for money for the organisation and showed how to send it",
        "invited readers to a closed channel for those who want to join",
        "published instructions for reaching the organisation's camps",
    ),
    "threats": (
        "announced attacks on a named road and told travellers to keep away",
        "threatened teachers of a district by name of their school",
        "threatened workers of a named project with death",
        "told the people of a named town to expect an attack on its market",
    ),
}
DEEDS_IN_CHATS = {
    "glorification": "praised an attack on a police post and called the attackers heroes",
    "propaganda": "passed on the organisation's claim of responsibility for an attack",
    "recruitment": "answered those who asked how to join the organisation, and named a contact",
    "threats": "told the people of a named town to expect an attack on its market",
}
"""What a telephone number or a group did: it has no page, and publishes nothing."""

BASES = {
    "official": "the profile text says that it is the organisation's own account",
    "media-wing": "the profile carries an outlet's emblem that stands on the releases",
    "member": "the profile text says that its holder serves in the organisation",
    "supporter": "repeated publication of the organisation's releases, without a stated tie",
}

COLUMNS = (
    *("id", "url", "platform", "native_id", "handle", "display_name", "observed_at"),
    *("status_checked_at", "holder_in", "language", "organisation", "link", "link_basis", "ground"),
    *("justification", "posts", "exhibits", "measure_reason", "protected"),
    *("context", "intent", "reach", "imminence"),
    *("prior_report", "prior_report_on", "prior_report_answer", "actioned_on", "actioned_ref"),
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
        return f"https://x.com/specimen_x_{n:04d}", f"specimen_x_{n:04d}", f"99999999999999{n:05d}"
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


def day(moment: dt.datetime) -> str:
    """A day in words."""
    return f"{moment.day} {moment:%B %Y}"


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


def account(platform: str, n: int, number: int, rng: random.Random) -> dict[str, str]:
    """One row."""
    url, handle, native = address(platform, n)
    posted = ISSUED - dt.timedelta(days=rng.randint(6, 80), minutes=rng.randint(0, 1439))
    posted = posted.replace(second=0, microsecond=0)
    if n <= MIRRORS:
        posted -= dt.timedelta(days=40)  # these were removed 20 to 40 days before the issue
    ground, link = rng.choice(GROUNDS), rng.choice(LINKS)
    deed = rng.choice(DEEDS[ground])
    seen = ISSUED - dt.timedelta(hours=rng.randint(4, 60), minutes=rng.randint(0, 59))
    organisation = ORGANISATIONS[number % len(ORGANISATIONS)]
    row = {
        "id": f"{platform}-{n:04d}",
        "url": url,
        "native_id": native,
        "handle": handle,
        "observed_at": stamp(seen),
        "status_checked_at": stamp(seen),
        "holder_in": "unknown",
        "language": rng.choice(LANGUAGES),
        "organisation": organisation,
        "link": link,
        "link_basis": BASES[link],
        "ground": ground,
        "justification": (
            f"On {day(posted)} at {posted:%H:%M} the account {deed}; "
            f"{rng.randint(2, 40)} further items of the same kind were counted in the 90 days "
            f"before {day(seen)}."
        ),
        "posts": post(platform, handle, url, posted, n),
        "exhibits": f"E{number}",
        "protected": "none",
    }
    if platform == "whatsapp" and url.startswith("+"):
        row["platform"] = "whatsapp"
    if rng.random() < 0.6:
        row["display_name"] = rng.choice(NAMES)
    if ground == "threats":
        row["context"] = "published while security operations in the district were in the news"
        row["intent"] = "the item itself says that people are to keep away or be harmed"
        row["imminence"] = "the place was named, and a time within days was stated"
    if link == "member":
        row["measure_reason"] = "nearly all items counted are of this kind; a list of them is held"
    row["reach"] = f"{rng.randint(40, 30000):,} followers or members on {day(seen)}"
    if platform == "x":
        reported = posted + dt.timedelta(days=2)
        row["prior_report"] = f"SPECIMEN-REPORT-{n:04d}"
        row["prior_report_on"] = f"{reported:%Y-%m-%d}"
        row["prior_report_answer"] = "no breach of the rules found"
    if platform == "facebook" and n in (11, 12, 13, 14, 15, 16):
        row["holder_in"] = "DE"
        row["requests"] = "removal preservation"  # data are asked for between states there
    if platform == "whatsapp" and "/channel/" not in url:
        of_a_chat(row, posted, ground, link)
    return row


def of_a_chat(row: dict[str, str], posted: dt.datetime, ground: str, link: str) -> None:
    """Say of a telephone number or a group what was seen of it: it has no page of its own."""
    what = "number" if row["url"].startswith("+") else "group"
    row["justification"] = (
        f"On {day(posted)} at {posted:%H:%M} the {what}, whose "
        f"{'holder' if what == 'number' else 'link'} was named in a public post as the "
        f"organisation's contact, {DEEDS_IN_CHATS[ground]}; the message was shown to the unit by "
        "one who received it."
    )
    if link == "member":
        row["measure_reason"] = "the messages received are all of this kind; a list of them is held"
    if link == "supporter":
        row["link_basis"] = "messages that pass on its releases, without a stated tie"
    if ground == "threats":
        row["context"] = "sent while security operations in the district were in the news"
    row["reach"] = "sent to a group" if what == "number" else "open to all who had the link"


def exhibit(row: dict[str, str], number: int, rng: random.Random) -> dict[str, str]:
    """The exhibit of a row, held by the office unless a picture is drawn for it."""
    seen = dt.datetime.fromisoformat(row["observed_at"])
    content = f"specimen exhibit {number} of {row['id']}".encode()
    return {
        "id": f"E{number}",
        "accounts": row["id"],
        "shows": f"The page of row {number} with the item of the day named in the row.",
        "url": row["posts"] or row["url"],
        "captured_at": stamp(seen),
        "tool": "specimen capture tool 1.0",
        "captured_by": f"collector {rng.randint(1, 6)}",
        "sha256": hashlib.sha256(content).hexdigest(),
        "language": row["language"],
        "custody": "evidence store of the unit",
        # A telephone number was given in a public post; an invitation shows its own page to all.
        "access": "public",
        "corroboration": "single source" if rng.random() < 0.3 else "a second capture is held",
    }


def add_mirrors(rows: list[dict[str, str]], platform: str, rng: random.Random) -> None:
    """The first accounts of a platform were removed; later ones continue them."""
    mine = [row for row in rows if row["id"].startswith(platform)]
    mine = [row for row in mine if "/+" not in row["url"] and "chat.whats" not in row["url"]]
    for index in range(MIRRORS):
        old, new = mine[index], mine[20 + index]
        removed = ISSUED - dt.timedelta(days=rng.randint(20, 40))
        old["actioned_on"] = f"{removed:%Y-%m-%d}"
        old["actioned_ref"] = f"SPECIMEN-ACTION-{platform}-{index + 1}"
        old["organisation"] = new["organisation"]
        new["mirror_of"] = old["id"]
        new["first_seen"] = f"{removed + dt.timedelta(days=rng.randint(1, 6)):%Y-%m-%d}"


def main() -> None:
    """Write the case's CSV files and pictures; case.yaml is written by hand."""
    rng = random.Random(481)  # noqa: S311  (a specimen, not a secret)
    rows: list[dict[str, str]] = []
    for platform, count in COUNTS.items():
        for n in range(1, count + 1):
            rows.append(account(platform, n, len(rows) + 1, rng))
    for platform in COUNTS:
        add_mirrors(rows, platform, rng)
    for row in rows:
        if row["organisation"] in NOT_PROSCRIBED:
            row["ground"] = OPEN_GROUNDS.get(row["ground"], row["ground"])
    # One account on another service continues a removed one: it shows in the restricted annex.
    rows[420]["mirror_of"], rows[420]["first_seen"] = "x-0003", "2026-11-10"
    rows[5]["display_name"] = "Specimen\u202eeciov"
    exhibits = [exhibit(row, number, rng) for number, row in enumerate(rows, start=1)]
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

"""The texts of the specimen's rows: what each account did, and why a measure on it is asked for.

The places are invented; their names mean "sample", "example", "made up". No two rows read the same.
"""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field

PLACES = tuple(
    f"{first} {second}"
    for second in (
        *("Bazaar", "Pass", "Bridge", "Colony", "Kot", "Shahr", "Killi", "Goth", "Darra", "Mor"),
    )
    for first in ("Namuna", "Misal", "Farzi", "Tamsil", "Mashq", "Khaka", "Khayal")
)

Deed = tuple[str, str]
"""What an account did, and how the caption of its exhibit calls it."""

DEEDS: dict[str, tuple[Deed, ...]] = {
    "glorification": (
        (
            "praised the attack on the police post at {place} and called the attackers heroes",
            "the praise of the attack on the police post at {place}",
        ),
        (
            "published a song of praise over pictures of the attack at {place}",
            "the song over the pictures of {place}",
        ),
        (
            "marked the anniversary of the attack at {place} and named the attackers as examples",
            "the item on the anniversary of the attack at {place}",
        ),
        (
            "published portraits of those who attacked {place}, with verses of praise",
            "the portraits of the attackers of {place} with their verses",
        ),
        (
            "showed the grave of an attacker of {place} and asked readers to follow him",
            "the picture of the grave, with the call to follow the attacker of {place}",
        ),
        (
            "called the killing of guards at {place} a feast and thanked the attackers",
            "the thanks to the attackers of {place}",
        ),
        (
            "published a film of the attackers of {place} before they set out, with a hymn",
            "the first picture of the film on the attackers of {place}",
        ),
        (
            "quoted the last words of an attacker of {place} and called him a model for the young",
            "the last words of the attacker of {place}, as the item quotes them",
        ),
    ),
    "propaganda": (
        (
            "published the organisation's claim of responsibility for the attack at {place}",
            "the claim of responsibility for {place}",
        ),
        (
            "published a film on the fighting at {place} under the organisation's emblem",
            "the opening of the film on {place}, with the emblem",
        ),
        (
            "published the organisation's summary of its attacks, with {place} at the head",
            "the summary of attacks that begins with {place}",
        ),
        (
            "published in full a statement of the organisation's spokesman on {place}",
            "the spokesman's statement on {place}",
        ),
        (
            "published the organisation's map of its attacks around {place}",
            "the map of attacks around {place}",
        ),
        (
            "published an issue of the organisation's magazine whose cover shows {place}",
            "the cover of the issue that shows {place}",
        ),
        (
            "repeated the organisation's list of those killed at {place} and called it a victory",
            "the list of those killed at {place}",
        ),
        (
            "published a voice message of a leader of the organisation to the people of {place}",
            "the item with the voice message to the people of {place}",
        ),
    ),
    "recruitment": (
        (
            "asked readers around {place} to join the organisation and named a contact",
            "the call to the readers around {place}, with the contact",
        ),
        (
            "asked for money for the fighters from {place} and showed how to send it",
            "the item that shows how to send money for {place}",
        ),
        (
            "invited readers to a closed channel for those who want to join the men at {place}",
            "the invitation for those who want to join the men at {place}",
        ),
        (
            "published instructions for reaching the organisation's camp beyond {place}",
            "the instructions for the way beyond {place}",
        ),
        (
            "asked drivers and doctors from {place} to serve the organisation and gave a form",
            "the form for drivers and doctors from {place}",
        ),
        (
            "published a film of new members from {place} swearing allegiance and asked for more",
            "the oath of the new members from {place}",
        ),
        (
            "named a collector at {place} to whom money for weapons may be given",
            "the item that names the collector at {place}",
        ),
        (
            "told the young men of {place} where they are expected and what to bring",
            "the message to the young men of {place}",
        ),
    ),
    "threats": (
        (
            "announced attacks on the road to {place} {when} and told travellers to keep away",
            "the announcement of attacks on the road to {place}",
        ),
        (
            "threatened the teachers of the college at {place} {when} with death",
            "the threat to the teachers at {place}",
        ),
        (
            "told the people of {place} to expect an attack on their market {when}",
            "the threat to the market of {place}",
        ),
        (
            "threatened the workers of the dam at {place} with death if they come to work {when}",
            "the threat to the workers of the dam at {place}",
        ),
        (
            "named the bridge at {place} and said that it will be blown up {when}",
            "the threat to the bridge at {place}",
        ),
        (
            "told the shopkeepers of {place} to close {when} or be shot",
            "the threat to the shopkeepers of {place}",
        ),
        (
            "said that the office of the electricity company at {place} will be attacked {when}",
            "the threat to the office at {place}",
        ),
        (
            "named three elders of {place} and said that they will be killed {when}",
            "the threat to the elders of {place}",
        ),
    ),
}

NUMBER_DEEDS: dict[str, tuple[Deed, ...]] = {
    "recruitment": (
        (
            "was given in a public post as the contact for joining the men at {place}",
            "the post that gives the number as the contact for {place}",
        ),
        (
            "was named on a public leaflet as the number to ask for the way beyond {place}",
            "the leaflet with the number and the way beyond {place}",
        ),
        (
            "was given in a public post as the number to which payments for {place} are reported",
            "the post that asks for reports of payments for {place}",
        ),
        (
            "stood under a public call to the doctors and drivers of {place} as the number to ring",
            "the call to doctors and drivers of {place} with the number",
        ),
    ),
    "propaganda": (
        (
            "was given in a public post as the line from which releases on {place} can be had",
            "the post that gives the number for releases on {place}",
        ),
        (
            "stood at the end of a release on {place} as the number of the organisation's outlet",
            "the end of the release on {place} with the number",
        ),
        (
            "was named in a public post as the number to send pictures from {place} to",
            "the post that asks for pictures from {place}",
        ),
    ),
}
"""A telephone number publishes nothing: others name it in public."""

TAILS = (
    "{k} further items of the same kind were counted {since}",
    "the officer found {k} others like it {since}",
    "{since} it showed {k} more to that effect",
    "beside it stood {k} films or pictures with the same message {since}",
    "{k} of the posts looked at {since} say the same",
    "{since} the account came back to it {k} times",
    "an officer read {k} posts agreeing with it {since}",
    "of its other items {since}, {k} are alike",
    "it is not alone: {k} releases went the same way {since}",
)
NUMBER_TAILS = (
    "{k} further items that give the number were found {since}",
    "the number stands in {k} further items that were seen {since}",
    "an officer found the number in {k} further items {since}",
    "{since} others gave the same number in {k} further items",
    "beside it, {k} further items of other accounts name the number {since}",
    "{k} further items, most of them leaflets, show the number {since}",
)

BASES: dict[str, tuple[str, ...]] = {
    "official": (
        "the profile text calls it the organisation's own voice for {place}",
        "a statement of the organisation's spokesman on {place} names it as the official one",
        "releases on {place} appear on it first, and elsewhere some hours later",
        "its first item presents it as the organisation's account for {place}",
        "the profile picture and text are those of an earlier official account, with {place} added",
    ),
    "media-wing": (
        "the profile carries the emblem of the outlet that signs the releases on {place}",
        "the outlet's releases on {place} end with the name of this account",
        "the profile text says that it belongs to the outlet and its office for {place}",
        "the films on {place} carry the outlet's emblem and appear here first",
        "it is in the list of the outlet's own accounts that closes the release on {place}",
    ),
    "member": (
        "the profile text says that its holder serves in the organisation at {place}",
        "the holder shows himself in the organisation's uniform at {place}",
        "the holder writes of his own part in the fighting at {place}",
        "a release on {place} names the holder as a fighter of the organisation",
        "the holder answers questions on joining as one of the men at {place}",
    ),
    "supporter": (
        "it repeats the releases on {place} one after the other, without a stated tie",
        "it asks others to spread the releases on {place}, and states no tie",
        "most of its items are the organisation's own on {place}; no tie is stated",
        "it collects the organisation's songs on {place}; its holder says nothing of a tie",
        "it defends the attack at {place} in the organisation's words, without a stated tie",
    ),
}
NUMBER_BASES: dict[str, tuple[str, ...]] = {
    link: (
        f"the post on {{place}} calls it the number of {whose}",
        f"whoever answers it says, by the public post on {{place}}, that he speaks for {whose}",
        f"a release on {{place}} gives it as the number of {whose}",
    )
    for link, whose in (
        ("official", "the organisation itself"),
        ("media-wing", "the organisation's outlet"),
        ("member", "one of its men"),
        ("supporter", "one who helps it"),
    )
}

SOURCES = (
    "the public post on {place} was made by others, and gives this number",
    "the number stands in a leaflet for {place} that a public board shows",
    "a public board for {place} names the number; the board is not complained of here",
    "others spread the number in public with the item on {place}",
)
"""How a post of others is tied to a telephone number."""

REASONS = (
    "of {m} items looked at, {k} are of this kind; without them little but {place} is left",
    "the items on {place} were posted again within hours whenever one disappeared",
    "a label on single items does not reach those who come for the releases on {place}",
    "no item that was looked at speaks of anything but {place} and the like",
    "the pinned item on {place} leads to the others, so that each removal leaves the way to them",
    "less reach for single items would leave the collection on {place} as it is",
    "the account is named elsewhere as the place to find what is new on {place}",
    "its items on {place} change every day, and a list of them would be old on the day it is sent",
    "what it says of {place} is in pictures and sound, which single reports found too late",
)
NUMBER_REASONS = (
    "the number can be used for {place} as long as the account behind it is open",
    "the posts that give the number for {place} are on other services, and others repeat them",
    "a number shows no single item that could be removed in place of it; it serves {place}",
    "who has written down the number for {place} does not see what is removed elsewhere",
    "a warning to the number would tell its holder, and leave the way to {place} open",
)
MEMBER_REASONS = (
    "a warning would not move a holder who states his part in what happened at {place}",
    "the holder says that he posts for the men at {place}, and for nobody else",
)
GROUND_REASONS = {
    "recruitment": (
        "the contact for {place} can be used as long as the account is open",
        "who was told to write to it for {place} will write to it after any single removal",
        "the way to the men at {place} leads through it, whatever single item is taken away",
        "a notice on single items warns nobody who has the contact for {place} already",
    ),
    "threats": (
        "the threat to {place} is renewed by the account itself after each removal",
        "people at {place} look for the next threat on this account, and stay at home for it",
    ),
    "glorification": ("the praise for {place} is in the name, the picture and the text of it",),
    "propaganda": ("the releases on {place} reach their first readers by this account",),
}

CONTEXTS = (
    "published while a security operation at {place} was in the news",
    "published in the week in which the schools of {place} reopened after the holidays",
    "published while road works brought many strangers to {place}",
    "published some days after an attack near {place} in which two guards were hurt",
    "published while the yearly fair of {place} was being set up",
    "published on the day on which the elders of {place} had met officials",
    "published after the market of {place} had opened again",
)
INTENTS = (
    "the item says that whoever comes to {place} will be harmed",
    "the item asks readers to pass it on, so that nobody at {place} can say he did not know",
    "the item calls the harm to the people of {place} a duty",
    "the item says that {place} is to be an example to others",
    "the item names {place} and lists who is to be hit first",
    "the item says that those of {place} who serve the state have no protection",
)
AHEAD = (
    "{date} was named as the day, and it is ahead; the people of {place} were told to fear it",
    "the day named for {place}, {date}, is still ahead, and the account counts the days to it",
    "what was announced for {place} is for {date}; an earlier announcement of it came true in part",
    "by its own words the account expects the harm at {place} on {date}; guards were asked for",
)
PASSED = (
    "the day named for {place}, {date}, has passed without an attack; {place} is still named",
    "{date} has passed and nothing happened at {place}; the account has named no other day",
    "the day named, {date}, is past; shots were fired near {place} that week, and the item stands",
    "nothing was done at {place} on {date}; the day has passed, and the threat was not taken back",
)
OPEN = (
    "no day is named; the account repeats the threat to {place}, each time in other words",
    "no time is stated; the item on {place} is shared whenever an attack takes place elsewhere",
    "no date is given for {place}; people there ask the police whether it is safe to go out",
)

ANSWERS = (
    ("no breach of the rules found", True),
    ("one post removed, account left open", True),
    ("no answer within fourteen days", False),
    ("report closed, since another report was under review", True),
    ("a warning shown on the post, account left open", True),
    ("more time was asked for, and no decision has come", False),
    ("post hidden in one country, no other measure", True),
)
"""What a service answered to a report, and whether the answer has a date."""

_FIGURES = re.compile(
    r"\d+|\b(?:January|February|March|April|May|June|July|August|September|October|November"
    r"|December)\b"
)


@dataclass
class Texts:
    """Draws texts so that none, apart from its figures, is drawn more than twice."""

    rng: random.Random
    _used: Counter[str] = field(default_factory=Counter)

    def draw(self, forms: tuple[str, ...], place: str, **values: object) -> str:
        """One of the forms, filled in for the place that the row is about."""
        for _ in range(200):
            text = self.rng.choice(forms).format(place=place, **values)
            if self.fresh(text):
                return text
        raise RuntimeError(f"too few texts: {forms[0]}")

    def fresh(self, text: str) -> bool:
        """Whether a text may be used once more; it is then counted."""
        shape = _FIGURES.sub("", text)
        if not self.rare(shape, 2):
            return False
        self.count(shape)
        return True

    def rare(self, shape: str, most: int) -> bool:
        """Whether a shape was used less often."""
        return self._used[shape] < most

    def count(self, *shapes: str) -> None:
        """Keep that these were used."""
        self._used.update(shapes)

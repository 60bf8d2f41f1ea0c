"""Emblems drawn for measuring: shields, stars, letters and stripes; nobody's picture."""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable

from PIL import Image, ImageDraw, ImageEnhance, ImageOps

SIDE = 400


def emblem(seed: int) -> Image.Image:
    """An emblem; another for each seed."""
    dice = random.Random(f"emblem-{seed}")  # noqa: S311
    image = Image.new("RGB", (SIDE, SIDE), _colour(dice))
    draw = ImageDraw.Draw(image)
    for _ in range(dice.randint(0, 4)):
        at, width = dice.randint(0, SIDE), dice.randint(15, 110)
        box = (0, at, SIDE, at + width) if dice.random() < 0.5 else (at, 0, at + width, SIDE)
        draw.rectangle(box, fill=_colour(dice))
    for _ in range(dice.randint(3, 8)):
        x, y, size = (dice.randint(40, SIDE - 40) for _ in range(3))
        size = size // 3 + 25
        kind = dice.randrange(4)
        if kind == 0:
            draw.ellipse((x - size, y - size, x + size, y + size // 2), fill=_colour(dice))
        elif kind == 1:
            draw.polygon(_star(x, y, size, dice.randint(3, 9), dice.random()), fill=_colour(dice))
        elif kind == 2:
            draw.rectangle((x - size // 2, y - size, x + size // 2, y + size), fill=_colour(dice))
        else:
            angle = dice.randint(0, 359)
            box = (x - size, y - size, x + size, y + size)
            draw.arc(box, angle, angle + 200, fill=_colour(dice), width=dice.randint(8, 30))
    for _ in range(dice.randint(2, 6)):
        ends = [dice.randint(0, SIDE) for _ in range(4)]
        draw.line(ends, fill=_colour(dice), width=dice.randint(4, 16))
    letters = "".join(dice.choice("ABDEFGHKLMNRSTUW") for _ in range(dice.randint(1, 4)))
    place = (dice.randint(20, 200), dice.randint(20, 280))
    draw.text(place, letters, fill=_colour(dice), font_size=dice.randint(60, 130))
    return image


def _colour(dice: random.Random) -> tuple[int, int, int]:
    return (
        dice.choice([0, 40, 128, 220, 255]),
        dice.choice([0, 90, 200]),
        dice.choice([0, 120, 240]),
    )


def _star(x: int, y: int, size: int, points: int, turn: float) -> list[tuple[float, float]]:
    found = []
    for number in range(2 * points):
        angle = math.pi * number / points + turn * math.pi
        radius = size if number % 2 == 0 else size * 0.45
        found.append((x + radius * math.cos(angle), y + radius * math.sin(angle)))
    return found


def _jpeg(image: Image.Image, quality: int) -> Image.Image:
    out = io.BytesIO()
    image.save(out, "JPEG", quality=quality)
    return Image.open(io.BytesIO(out.getvalue())).convert("RGB")


def _crop(image: Image.Image, share: float) -> Image.Image:
    edge = int(SIDE * (1 - share) / 2)
    return image.crop((edge, edge, SIDE - edge, SIDE - edge)).resize((SIDE, SIDE))


def _round(image: Image.Image, ground: str) -> Image.Image:
    mask = Image.new("L", image.size, 0)
    ImageDraw.Draw(mask).ellipse((0, 0, *image.size), fill=255)
    return Image.composite(image, Image.new("RGB", image.size, ground), mask)


def _border(image: Image.Image, share: float, ground: str) -> Image.Image:
    edge = int(SIDE * share)
    inner = image.resize((SIDE - 2 * edge, SIDE - 2 * edge))
    return ImageOps.expand(inner, border=edge, fill=ground)


def _band(image: Image.Image) -> Image.Image:
    copy = image.copy()
    draw = ImageDraw.Draw(copy)
    draw.rectangle((0, int(SIDE * 0.88), SIDE, SIDE), fill="black")
    draw.text((20, int(SIDE * 0.9)), "specimen channel 2", fill="white", font_size=24)
    return copy


CHANGES: dict[str, Callable[[Image.Image], Image.Image]] = {
    "same": lambda image: image,
    "JPEG, quality 30": lambda image: _jpeg(image, 30),
    "messenger (320 px, quality 60, twice)": lambda image: _jpeg(
        _jpeg(image.resize((320, 320)), 60).resize((300, 300)), 60
    ),
    "thumbnail of 64 px": lambda image: _jpeg(image.resize((64, 64)), 80),
    "brighter by 30 %": lambda image: ImageEnhance.Brightness(image).enhance(1.3),
    "less contrast by 40 %": lambda image: ImageEnhance.Contrast(image).enhance(0.6),
    "grey": lambda image: image.convert("L").convert("RGB"),
    "round crop on white": lambda image: _round(image, "white"),
    "round crop on black": lambda image: _round(image, "black"),
    "crop to 95 %": lambda image: _crop(image, 0.95),
    "crop to 90 %": lambda image: _crop(image, 0.9),
    "crop to 80 %": lambda image: _crop(image, 0.8),
    "black border of 5 %": lambda image: _border(image, 0.05, "black"),
    "white border of 10 %": lambda image: _border(image, 0.1, "white"),
    "black border of 15 %": lambda image: _border(image, 0.15, "black"),
    "mirrored": ImageOps.mirror,
    "rotated by 3 degrees": lambda image: image.rotate(3, fillcolor="white"),
    "rotated by 10 degrees": lambda image: image.rotate(10, fillcolor="white"),
    "rotated by -10 degrees on black": lambda image: image.rotate(-10, fillcolor="black"),
    "band of text": _band,
}
"""What platforms and replacement accounts do to a picture."""

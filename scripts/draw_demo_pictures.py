"""Draws the pictures of the demo hotel's offers: `python scripts/draw_demo_pictures.py FOLDER`.

Flat shapes on a sky, a sea and a beach, in the demo hotel's colours; drawn twice as large and made small, so that edges
are smooth. The pictures in `src/kunjae/config/demo/pictures` were made by it.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

WIDTH, HEIGHT, FINE = 960, 600, 2

NIGHT, DEEP, TEAL, SEA, MIST = "#12313A", "#0E5A5A", "#1B7F7A", "#57B3A9", "#CFE8E1"
SAND, CREAM, CORAL, SUN, ROSE = "#EBD3A8", "#FBF3E3", "#E4735B", "#F4B860", "#D94F70"
WOOD, BARK, LEAF, WHITE, INK = "#B9814F", "#8A5A36", "#4E9A5B", "#FFFFFF", "#2A3B3F"


class Sheet:
    """A picture in the making; all measures in dots of the finished one."""

    def __init__(self, sky: str) -> None:
        self.image = Image.new("RGB", (WIDTH * FINE, HEIGHT * FINE), sky)
        self._draw = ImageDraw.Draw(self.image)

    def box(
        self, left: float, top: float, right: float, bottom: float, colour: str, round: float = 0
    ) -> None:
        shape = [left * FINE, top * FINE, right * FINE, bottom * FINE]
        self._draw.rounded_rectangle(shape, round * FINE, fill=colour)

    def disc(self, x: float, y: float, wide: float, colour: str, high: float | None = None) -> None:
        high = wide if high is None else high
        self._draw.ellipse(
            [(x - wide) * FINE, (y - high) * FINE, (x + wide) * FINE, (y + high) * FINE], fill=colour
        )

    def shape(self, colour: str, *points: tuple[float, float]) -> None:
        self._draw.polygon([(x * FINE, y * FINE) for x, y in points], fill=colour)

    def line(self, colour: str, wide: float, *points: tuple[float, float]) -> None:
        self._draw.line(
            [(x * FINE, y * FINE) for x, y in points], fill=colour, width=int(wide * FINE), joint="curve"
        )

    def pie(self, x: float, y: float, size: float, first: float, last: float, colour: str) -> None:
        box = [(x - size) * FINE, (y - size) * FINE, (x + size) * FINE, (y + size) * FINE]
        self._draw.pieslice(box, first, last, fill=colour)

    def waves(self, y: float, colour: str, high: float = 8, long: float = 120) -> None:
        """Water from here down, its edge in waves."""
        edge = [(x, y + high * math.sin(x / long * math.tau)) for x in range(0, WIDTH + 10, 10)]
        self.shape(colour, *edge, (WIDTH, HEIGHT), (0, HEIGHT))

    def beach(self, y: float = 470) -> None:
        self.waves(y, SAND, 14, 900)

    def palm(self, x: float, y: float, tall: float) -> None:
        """A palm standing at x, y."""
        top = (x + tall * 0.18, y - tall)
        self.line(BARK, tall * 0.06, (x, y), (x + tall * 0.05, y - tall * 0.55), top)
        for turn in (-165, -130, -60, -25, 10, 170):
            a = math.radians(turn)
            tip = (top[0] + tall * 0.5 * math.cos(a), top[1] + tall * 0.42 * math.sin(a) + tall * 0.1)
            bend = (top[0] + tall * 0.28 * math.cos(a), top[1] + tall * 0.34 * math.sin(a) - tall * 0.1)
            low = (top[0] + tall * 0.26 * math.cos(a), top[1] + tall * 0.3 * math.sin(a) + tall * 0.05)
            self.shape(LEAF, top, bend, tip, low)

    def saved(self, path: Path) -> None:
        small = self.image.resize((WIDTH, HEIGHT), Image.Resampling.LANCZOS)
        small.save(path, "JPEG", quality=82, optimize=True, progressive=True)


def _shore(sky: str = MIST, sun: str | None = SUN, water: str = SEA) -> Sheet:
    sheet = Sheet(sky)
    if sun:
        sheet.disc(760, 150, 70, sun)
    sheet.waves(330, water)
    sheet.waves(395, TEAL if water == SEA else DEEP)
    return sheet


def _van(sheet: Sheet, x: float, y: float, colour: str, *, left: bool) -> None:
    def at(value: float) -> float:
        return x + (360 - value if left else value)

    def box(first: float, top: float, last: float, bottom: float, fill: str, round: float = 0) -> None:
        sheet.box(min(at(first), at(last)), y + top, max(at(first), at(last)), y + bottom, fill, round)

    box(0, 0, 300, 150, colour, 26)
    box(220, 50, 360, 150, colour, 26)
    for start in (24, 112):
        box(start, 24, start + 70, 76, MIST, 10)
    sheet.shape(MIST, (at(206), y + 24), (at(262), y + 24), (at(312), y + 76), (at(206), y + 76))
    box(0, 104, 360, 114, WHITE)
    box(336, 92, 360, 108, SUN, 4)
    for wheel in (80, 280):
        sheet.disc(at(wheel), y + 152, 34, INK)
        sheet.disc(at(wheel), y + 152, 14, MIST)


def _plane(sheet: Sheet, x: float, y: float) -> None:
    sheet.box(x, y, x + 190, y + 36, WHITE, 18)
    sheet.shape(WHITE, (x + 10, y + 10), (x - 24, y - 44), (x + 16, y - 44), (x + 60, y + 4))
    sheet.shape(TEAL, (x - 24, y - 44), (x + 16, y - 44), (x + 34, y - 22), (x - 9, y - 22))
    sheet.shape(SEA, (x + 76, y + 22), (x + 40, y + 92), (x + 74, y + 92), (x + 132, y + 24))
    for window in range(5):
        sheet.disc(x + 66 + window * 22, y + 13, 5, TEAL)


def pick_up() -> Sheet:
    sheet = Sheet(MIST)
    sheet.disc(790, 130, 60, SUN)
    _plane(sheet, 130, 110)
    sheet.waves(350, LEAF, 20, 640)
    sheet.box(0, 430, WIDTH, HEIGHT, "#5C6B6E")
    for dash in range(0, WIDTH, 120):
        sheet.box(dash, 535, dash + 64, 545, CREAM)
    sheet.palm(120, 432, 190)
    _van(sheet, 380, 330, CORAL, left=False)
    return sheet


def drop_off() -> Sheet:
    sheet = Sheet("#F7D9B8")
    sheet.disc(170, 250, 80, CORAL)
    sheet.waves(350, TEAL, 16, 700)
    sheet.box(0, 430, WIDTH, HEIGHT, "#5C6B6E")
    for dash in range(40, WIDTH, 120):
        sheet.box(dash, 535, dash + 64, 545, CREAM)
    _plane(sheet, 640, 90)
    sheet.palm(840, 432, 210)
    _van(sheet, 180, 330, DEEP, left=True)
    return sheet


def _flower(sheet: Sheet, x: float, y: float, size: float, colour: str = WHITE, middle: str = SUN) -> None:
    for turn in range(5):
        a = math.radians(turn * 72 - 90)
        sheet.disc(x + size * 0.62 * math.cos(a), y + size * 0.62 * math.sin(a), size * 0.5, colour)
    sheet.disc(x, y, size * 0.36, middle)


def massage() -> Sheet:
    sheet = Sheet(DEEP)
    sheet.disc(480, 300, 270, TEAL)
    sheet.box(0, 455, WIDTH, HEIGHT, WOOD)
    sheet.box(0, 455, WIDTH, 470, BARK)
    for index, (wide, y) in enumerate(((150, 430), (118, 375), (86, 326))):
        sheet.disc(360, y, wide, (INK, "#3E5358", "#56707A")[index], 34)
    sheet.disc(640, 420, 62, CREAM, 40)
    sheet.box(578, 420, 702, 446, CREAM, 12)
    sheet.disc(640, 392, 30, LEAF, 18)
    _flower(sheet, 372, 280, 44)
    _flower(sheet, 800, 440, 34, ROSE)
    return sheet


def couple_spa() -> Sheet:
    sheet = Sheet("#E9C9B1")
    sheet.disc(480, 250, 190, CREAM)
    sheet.box(0, 420, WIDTH, HEIGHT, BARK)
    for x in (120, 520):
        sheet.box(x, 350, x + 330, 430, WHITE, 30)
        sheet.box(x + 20, 318, x + 120, 372, MIST, 24)
        sheet.box(x, 404, x + 330, 446, SEA, 10)
    for x in (250, 480, 710):
        sheet.box(x - 16, 490, x + 16, 545, CREAM, 6)
        sheet.disc(x, 474, 9, SUN, 17)
    _flower(sheet, 420, 250, 60, ROSE)
    _flower(sheet, 540, 270, 48)
    return sheet


def dinner() -> Sheet:
    sheet = Sheet("#3B3F66")
    sheet.disc(250, 320, 110, CORAL)
    sheet.waves(330, "#23506A")
    sheet.waves(400, NIGHT)
    sheet.beach(470)
    sheet.line(BARK, 8, (120, 60), (480, 130), (840, 60))
    for x, y in ((200, 78), (300, 100), (400, 118), (560, 118), (660, 100), (760, 78)):
        sheet.box(x - 16, y, x + 16, y + 40, SUN, 12)
    sheet.box(330, 400, 630, 420, CREAM, 8)
    sheet.shape(CREAM, (350, 420), (610, 420), (580, 520), (380, 520))
    for x in (400, 560):
        sheet.disc(x, 398, 42, WHITE, 12)
        sheet.line(MIST, 5, (x + 50, 398), (x + 50, 350))
        sheet.pie(x + 50, 338, 20, 0, 180, ROSE)
    sheet.box(472, 340, 488, 400, WHITE, 4)
    sheet.disc(480, 326, 8, SUN, 15)
    sheet.palm(820, 500, 300)
    return sheet


def flowers() -> Sheet:
    sheet = Sheet(CREAM)
    sheet.disc(480, 320, 250, "#F6DCD3")
    for x, y, size, colour in (
        (370, 230, 56, ROSE), (480, 180, 62, WHITE), (590, 230, 56, CORAL),
        (420, 300, 52, SUN), (540, 305, 52, ROSE), (480, 262, 50, CORAL),
    ):  # fmt: skip
        sheet.line(LEAF, 8, (x, y), (480, 430))
        _flower(sheet, x, y, size, colour, CREAM if colour == SUN else SUN)
    sheet.shape(TEAL, (400, 390), (560, 390), (530, 560), (430, 560))
    sheet.box(395, 372, 565, 400, DEEP, 8)
    sheet.shape(LEAF, (400, 380), (320, 320), (350, 400))
    sheet.shape(LEAF, (560, 380), (640, 320), (610, 400))
    return sheet


def cake() -> Sheet:
    sheet = Sheet("#DDECE8")
    for x, y, colour in ((120, 110, ROSE), (260, 70, SUN), (700, 80, CORAL), (840, 130, SEA)):
        sheet.line(INK, 3, (x, y + 60), (x + 10, y + 160))
        sheet.disc(x, y, 52, colour, 64)
    sheet.disc(480, 520, 300, WHITE, 34)
    sheet.box(270, 380, 690, 510, CORAL, 20)
    sheet.box(330, 280, 630, 390, CREAM, 20)
    for x in range(300, 690, 60):
        sheet.pie(x, 384, 30, 0, 180, WHITE)
    for x in range(360, 630, 60):
        sheet.pie(x, 284, 30, 0, 180, ROSE)
    for x in (400, 480, 560):
        sheet.box(x - 8, 210, x + 8, 282, TEAL, 4)
        sheet.disc(x, 190, 10, SUN, 20)
    return sheet


def boat() -> Sheet:
    sheet = _shore()
    sheet.shape(LEAF, (60, 335), (150, 170), (230, 230), (300, 335))
    sheet.shape("#3F7F4B", (240, 335), (320, 220), (400, 335))
    sheet.shape(WOOD, (290, 430), (360, 500), (760, 500), (850, 380), (740, 440))
    sheet.shape(BARK, (318, 458), (360, 500), (760, 500), (795, 455))
    sheet.box(430, 330, 690, 350, CORAL, 8)
    for x in (450, 560, 666):
        sheet.box(x, 350, x + 8, 440, BARK)
    for index, colour in enumerate((ROSE, SUN, WHITE)):
        sheet.box(806 + index * 3, 395 + index * 18, 846 + index * 3, 408 + index * 18, colour, 5)
    for x, y in ((180, 520), (640, 560), (120, 575)):
        sheet.disc(x, y, 26, SUN, 13)
        sheet.shape(SUN, (x + 20, y), (x + 44, y - 14), (x + 44, y + 14))
    return sheet


def scooter() -> Sheet:
    sheet = _shore()
    sheet.beach(430)
    sheet.box(0, 500, WIDTH, HEIGHT, "#5C6B6E")
    for x in (340, 640):
        sheet.disc(x, 500, 66, INK)
        sheet.disc(x, 500, 28, MIST)
    sheet.line(TEAL, 30, (640, 500), (590, 290))
    sheet.line(INK, 12, (560, 280), (625, 275))
    sheet.shape(
        TEAL,
        (250, 430),
        (470, 420),
        (520, 480),
        (590, 470),
        (600, 360),
        (560, 350),
        (540, 440),
        (500, 380),
        (270, 370),
    )
    sheet.box(260, 345, 470, 380, BARK, 16)
    sheet.disc(620, 330, 20, SUN)
    sheet.palm(110, 470, 260)
    return sheet


def extra_bed() -> Sheet:
    sheet = Sheet(MIST)
    sheet.box(0, 470, WIDTH, HEIGHT, WOOD)
    sheet.box(90, 80, 330, 300, WHITE, 10)
    sheet.box(106, 96, 314, 284, SEA)
    sheet.disc(250, 150, 30, SUN)
    sheet.box(106, 220, 314, 284, TEAL)
    sheet.box(380, 250, 420, 520, BARK, 8)
    sheet.box(400, 400, 860, 480, WHITE, 20)
    sheet.box(430, 350, 560, 410, CREAM, 24)
    sheet.box(560, 390, 860, 482, CORAL, 18)
    sheet.box(560, 390, 860, 412, CREAM, 10)
    for x in (400, 830):
        sheet.box(x, 480, x + 24, 530, BARK)
    sheet.line(INK, 5, (720, 0), (720, 110))
    sheet.pie(720, 150, 60, 180, 360, SUN)
    return sheet


def _clock(sheet: Sheet, x: float, y: float, size: float, hour: float) -> None:
    sheet.disc(x, y, size, DEEP)
    sheet.disc(x, y, size * 0.88, WHITE)
    for mark in range(12):
        a = math.radians(mark * 30)
        sheet.disc(x + size * 0.74 * math.sin(a), y - size * 0.74 * math.cos(a), size * 0.035, INK)
    for turn, length, wide in ((hour * 30, 0.45, 12), (hour % 1 * 360, 0.66, 8)):
        a = math.radians(turn)
        sheet.line(INK, wide, (x, y), (x + size * length * math.sin(a), y - size * length * math.cos(a)))
    sheet.disc(x, y, size * 0.06, CORAL)


def late() -> Sheet:
    sheet = _shore("#FBE3C0", CORAL)
    sheet.beach()
    _clock(sheet, 340, 280, 170, 16)
    sheet.box(640, 390, 810, 530, CORAL, 16)
    sheet.line(INK, 10, (690, 390), (690, 350), (760, 350), (760, 390))
    sheet.box(640, 440, 810, 452, CREAM)
    return sheet


def early() -> Sheet:
    sheet = _shore("#DDF0F4", SUN)
    sheet.beach()
    _clock(sheet, 340, 280, 170, 9)
    sheet.line(SUN, 22, (650, 450), (800, 450))
    sheet.disc(640, 450, 46, SUN)
    sheet.disc(640, 450, 20, SAND)
    for x in (760, 795):
        sheet.box(x - 8, 450, x + 8, 490, SUN)
    return sheet


def _room(wall: str, cover: str) -> Sheet:
    sheet = Sheet(wall)
    sheet.box(0, 480, WIDTH, HEIGHT, WOOD)
    sheet.box(500, 250, 900, 420, BARK, 20)
    sheet.box(500, 380, 900, 500, WHITE, 20)
    for x in (540, 720):
        sheet.box(x, 330, x + 140, 400, CREAM, 24)
    sheet.box(490, 410, 910, 520, cover, 18)
    return sheet


def garden() -> Sheet:
    sheet = _room(CREAM, TEAL)
    sheet.box(60, 70, 420, 480, WHITE, 10)
    sheet.box(78, 88, 402, 480, MIST)
    for x, y, size in ((130, 400, 70), (240, 430, 90), (350, 410, 70)):
        sheet.disc(x, y, size * 0.72, LEAF)
    _flower(sheet, 170, 400, 22, ROSE)
    _flower(sheet, 300, 430, 22)
    sheet.box(78, 470, 402, 490, WOOD)
    return sheet


def sea_view() -> Sheet:
    sheet = _room("#F3E7D3", CORAL)
    sheet.box(60, 70, 420, 480, WHITE, 10)
    sheet.box(78, 88, 402, 290, "#BFE3EA")
    sheet.disc(310, 170, 38, SUN)
    sheet.box(78, 270, 402, 480, TEAL)
    sheet.box(78, 360, 402, 480, SEA)
    sheet.box(78, 440, 402, 480, SAND)
    sheet.box(236, 70, 246, 480, WHITE)
    return sheet


def villa() -> Sheet:
    sheet = _shore("#FBE3C0", CORAL)
    sheet.beach(440)
    sheet.shape(BARK, (190, 260), (430, 110), (690, 260))
    sheet.box(230, 260, 650, 440, CREAM)
    sheet.box(390, 310, 490, 440, TEAL)
    for x in (260, 530):
        sheet.box(x, 300, x + 90, 380, SEA, 6)
    sheet.box(180, 436, 700, 456, WOOD)
    sheet.disc(520, 530, 330, SEA, 44)
    sheet.disc(520, 526, 310, MIST, 34)
    sheet.palm(90, 480, 330)
    sheet.palm(820, 470, 250)
    return sheet


PICTURES: dict[str, Callable[[], Sheet]] = {
    "pick-up": pick_up,
    "drop-off": drop_off,
    "massage": massage,
    "couple-spa": couple_spa,
    "dinner": dinner,
    "flowers": flowers,
    "cake": cake,
    "boat": boat,
    "scooter": scooter,
    "extra-bed": extra_bed,
    "late": late,
    "early": early,
    "garden": garden,
    "sea-view": sea_view,
    "villa": villa,
}


def main(folder: Path) -> None:
    for name, draw in PICTURES.items():
        draw().saved(folder / f"{name}.jpg")


if __name__ == "__main__":
    main(Path(sys.argv[1]))

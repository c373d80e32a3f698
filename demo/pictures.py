"""Small drawings that stand for photographs: the same bytes each time, and no one and nowhere in particular."""

import io
import random

from django.db import models
from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT, BAND = 640, 420, 40
SKY, GROUND, DARK, PALE = "#cfe3f1", "#8fae7e", "#23364d", "#f7f4ec"
WALLS = ("#d9c7a8", "#c9b8a2", "#dfd3bf", "#bfb1a0")
COLOURS = ("#b5483a", "#3f6f9e", "#d99a2b", "#5b7f4a", "#7a5a8c")
LABEL = "Dessin d’illustration, pas une photo"
EXAMPLE = "ProxiNet, image d’exemple"


class Drawing(models.TextChoices):
    BREAKFAST = "breakfast", "Une table et des tasses"
    BUILDINGS = "buildings", "Des immeubles"
    BINS = "bins", "Des bacs de tri"
    BULKY_WASTE = "bulky_waste", "Des encombrants au pied d’un immeuble"
    CLOTHES = "clothes", "Des vêtements sur un fil"
    CIRCLE = "circle", "Des chaises en rond devant un immeuble"
    BROOMS = "brooms", "Des balais et des sacs"
    BENCH = "bench", "Un banc et un arbre"
    LAMP = "lamp", "Un lampadaire"
    NEWSPAPER = "newspaper", "Un journal"


def picture(drawing: str, seed: str) -> bytes:
    """A JPEG of ``drawing``; ``seed`` makes two of the same drawing differ a little."""
    draw_at = random.Random(f"proxinet {drawing} {seed}")  # noqa: S311 - a drawing, not a secret
    image = Image.new("RGB", (WIDTH, HEIGHT), SKY)
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, HEIGHT - 130, WIDTH, HEIGHT), fill=GROUND)
    DRAWN[drawing](pen, draw_at)
    pen.rectangle((0, HEIGHT - BAND, WIDTH, HEIGHT), fill=DARK)
    pen.text((16, HEIGHT - BAND + 9), LABEL, fill=PALE, font=ImageFont.load_default(18))
    written = io.BytesIO()
    image.save(written, "JPEG", quality=80)
    return written.getvalue()


def draw_buildings(pen, draw) -> None:
    for left in (30, 240, 450):
        top = draw.randint(60, 140)
        pen.rectangle((left, top, left + 160, HEIGHT - 130), fill=draw.choice(WALLS))
        for row in range(top + 18, HEIGHT - 160, 36):
            for column in range(left + 14, left + 140, 36):
                pen.rectangle((column, row, column + 20, row + 20), fill=draw.choice((PALE, "#9db7c9", DARK)))


def draw_breakfast(pen, draw) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill=PALE)
    pen.ellipse((70, 120, 570, 350), fill="#c08f5c")
    for left in (150, 270, 390):
        top = draw.randint(170, 230)
        colour = draw.choice(COLOURS)
        pen.arc((left + 46, top + 12, left + 82, top + 48), 270, 90, fill=colour, width=8)
        pen.rectangle((left, top, left + 60, top + 60), fill=colour)
        pen.ellipse((left, top - 10, left + 60, top + 10), fill=DARK)


def draw_bins(pen, draw) -> None:
    draw_buildings(pen, draw)
    for left, colour in ((110, "#d9b32b"), (260, "#5b7f4a"), (410, "#3f6f9e")):
        pen.rectangle((left, 240, left + 100, 350), fill=colour)
        pen.polygon([(left - 8, 240), (left + 108, 240), (left + 96, 218), (left + 4, 218)], fill=DARK)


def draw_bulky_waste(pen, draw) -> None:
    draw_buildings(pen, draw)
    pen.rectangle((120, 270, 300, 350), fill="#7a5a8c")
    pen.rectangle((100, 230, 320, 280), fill="#8d6ca1")
    pen.rectangle((360, 220, 440, 360), fill=PALE, outline=DARK, width=4)
    pen.line((360, 270, 440, 270), fill=DARK, width=4)
    pen.line((480, 350, 560, 250), fill="#6b4b2a", width=10)


def draw_clothes(pen, draw) -> None:
    pen.line((20, 110, WIDTH - 20, 90), fill=DARK, width=4)
    for left in range(60, 560, 100):
        colour = draw.choice(COLOURS)
        pen.polygon([(left, 105), (left + 70, 105), (left + 90, 140), (left - 20, 140)], fill=colour)
        pen.rectangle((left, 105, left + 70, draw.randint(190, 250)), fill=colour)


def draw_circle(pen, draw) -> None:
    draw_buildings(pen, draw)
    for left, top in ((140, 300), (230, 270), (330, 270), (420, 300), (250, 330), (330, 330)):
        colour = draw.choice(COLOURS)
        pen.rectangle((left, top - 30, left + 8, top + 30), fill=colour)
        pen.rectangle((left, top, left + 40, top + 8), fill=colour)
        pen.rectangle((left + 34, top, left + 40, top + 30), fill=colour)


def draw_brooms(pen, draw) -> None:
    draw_buildings(pen, draw)
    for left in (120, 220, 320):
        pen.line((left, 330, left + draw.randint(30, 60), 180), fill="#6b4b2a", width=8)
        pen.polygon([(left - 30, 370), (left + 26, 370), (left + 8, 322), (left - 12, 322)], fill="#d9b32b")
    for left in (420, 500):
        pen.ellipse((left, 280, left + 80, 370), fill=DARK)


def draw_bench(pen, draw) -> None:
    pen.rectangle((440, 180, 464, 350), fill="#6b4b2a")
    pen.ellipse((370, draw.randint(50, 80), 540, 220), fill="#5b7f4a")
    pen.rectangle((110, 290, 330, 306), fill="#c08f5c")
    pen.rectangle((110, 246, 330, 262), fill="#c08f5c")
    for left in (126, 304):
        pen.rectangle((left, 250, left + 10, 350), fill=DARK)


def draw_lamp(pen, draw) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT - 130), fill="#41536b")
    pen.rectangle((0, HEIGHT - 130, WIDTH, HEIGHT), fill="#4c5c4a")
    left = draw.randint(260, 340)
    pen.rectangle((left, 80, left + 12, 350), fill="#1a2432")
    pen.ellipse((left - 26, 60, left + 38, 110), fill="#8c8c86")


def draw_newspaper(pen, draw) -> None:
    pen.rectangle((0, 0, WIDTH, HEIGHT), fill="#c08f5c")
    pen.rectangle((150, 40, 490, 370), fill=PALE)
    pen.rectangle((176, 64, 464, 100), fill=DARK)
    pen.rectangle((176, 120, 310, 230), fill=draw.choice(COLOURS))
    for top in range(124, 350, 18):
        pen.line((330 if top < 240 else 176, top, 464, top), fill="#8c8c86", width=5)


DRAWN = {
    Drawing.BREAKFAST: draw_breakfast,
    Drawing.BUILDINGS: draw_buildings,
    Drawing.BINS: draw_bins,
    Drawing.BULKY_WASTE: draw_bulky_waste,
    Drawing.CLOTHES: draw_clothes,
    Drawing.CIRCLE: draw_circle,
    Drawing.BROOMS: draw_brooms,
    Drawing.BENCH: draw_bench,
    Drawing.LAMP: draw_lamp,
    Drawing.NEWSPAPER: draw_newspaper,
}

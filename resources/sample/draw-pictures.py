#!/usr/bin/env python3
"""Draw the sample article's two pictures. They are kept beside this script; run it to make them again."""

import math
import random
from pathlib import Path

from PIL import Image, ImageDraw, ImageFilter

WIDTH, HEIGHT = 1600, 1000
HERE = Path(__file__).resolve().parent


def blend(a, b, t):
    return tuple(round(x + (y - x) * t) for x, y in zip(a, b))


def gradient(stops):
    """An image whose rows go through (place, colour) stops from top to bottom."""
    column = Image.new("RGB", (1, HEIGHT))
    for y in range(HEIGHT):
        t = y / (HEIGHT - 1)
        for (t0, c0), (t1, c1) in zip(stops, stops[1:]):
            if t0 <= t <= t1:
                column.putpixel((0, y), blend(c0, c1, (t - t0) / (t1 - t0)))
                break
    return column.resize((WIDTH, HEIGHT))


def hills(draw, base, height, colour, seed):
    rng = random.Random(seed)
    waves = [(rng.uniform(0.002, 0.009), rng.uniform(0, 6.3), rng.uniform(0.2, 1)) for _ in range(4)]
    top = [(x, base - height * sum(a * math.sin(x * f + p) for f, p, a in waves) / 2) for x in range(0, WIDTH + 8, 8)]
    draw.polygon([(0, HEIGHT), *top, (WIDTH, HEIGHT)], fill=colour)


def glow(image, centre, radius, colour):
    light = Image.new("L", image.size, 0)
    x, y = centre
    ImageDraw.Draw(light).ellipse((x - radius, y - radius, x + radius, y + radius), fill=150)
    light = light.filter(ImageFilter.GaussianBlur(radius * 0.6))
    image.paste(Image.new("RGB", image.size, colour), mask=light)


def crane(draw, x, foot, size, colour):
    draw.line((x, foot, x, foot - size), fill=colour, width=14)
    draw.line((x + size * 0.24, foot, x + size * 0.24, foot - size * 0.72), fill=colour, width=14)
    draw.line((x - size * 0.62, foot - size * 0.72, x + size * 0.5, foot - size * 0.72), fill=colour, width=12)
    draw.line((x, foot - size, x - size * 0.62, foot - size * 0.72), fill=colour, width=5)
    draw.line((x, foot - size, x + size * 0.5, foot - size * 0.72), fill=colour, width=5)
    draw.line((x - size * 0.44, foot - size * 0.72, x - size * 0.44, foot - size * 0.4), fill=colour, width=3)


def quay():
    image = gradient([(0, (38, 52, 78)), (0.36, (146, 120, 128)), (0.58, (238, 186, 140)), (0.6, (96, 104, 118)),
                      (1, (28, 38, 52))])
    glow(image, (1080, 560), 170, (255, 226, 178))
    draw = ImageDraw.Draw(image)
    hills(draw, 596, 34, (74, 80, 98), 3)
    draw.rectangle((0, 606, WIDTH, HEIGHT), fill=(44, 58, 76))
    for y in range(616, HEIGHT, 12):
        half = 40 + (y - 606) * 0.55
        draw.line((1080 - half, y, 1080 + half, y), fill=blend((214, 168, 132), (58, 66, 80), (y - 606) / 394), width=4)
    draw.rectangle((0, 640, 620, 720), fill=(26, 30, 38))
    for x, size in ((120, 330), (330, 400), (520, 300)):
        crane(draw, x, 644, size, (24, 28, 36))
    draw.polygon([(700, 640), (1000, 640), (960, 706), (740, 706)], fill=(30, 34, 42))
    draw.rectangle((730, 586, 800, 642), fill=(150, 52, 44))
    for i, colour in enumerate(((168, 120, 70), (92, 110, 120), (150, 52, 44))):
        draw.rectangle((815 + 58 * i, 606, 865 + 58 * i, 642), fill=colour)
    return image.filter(ImageFilter.GaussianBlur(0.8))


def lagoon():
    image = gradient([(0, (150, 186, 200)), (0.44, (232, 226, 204)), (0.46, (120, 152, 150)), (1, (34, 66, 72))])
    draw = ImageDraw.Draw(image)
    hills(draw, 450, 26, (104, 132, 112), 11)
    hills(draw, 470, 18, (70, 104, 86), 12)
    draw.rectangle((0, 474, WIDTH, HEIGHT), fill=(88, 126, 128))
    for y in range(480, HEIGHT, 9):
        t = (y - 474) / 526
        draw.line((0, y, WIDTH, y), fill=blend((116, 152, 150), (36, 70, 76), t), width=6)
    for x, y, size in ((300, 610, 1.0), (760, 560, 0.62), (1120, 690, 1.35), (1380, 540, 0.5)):
        w = 190 * size
        draw.polygon([(x - w, y - 22 * size), (x + w, y - 30 * size), (x + w * 0.7, y + 12 * size),
                      (x - w * 0.7, y + 12 * size)], fill=(52, 40, 34))
        draw.line((x, y - 20 * size, x, y - 190 * size), fill=(58, 46, 40), width=max(3, round(7 * size)))
        draw.polygon([(x + 6, y - 186 * size), (x + 6, y - 40 * size), (x + 128 * size, y - 60 * size)],
                     fill=(222, 206, 176))
    return image.filter(ImageFilter.GaussianBlur(0.8))


if __name__ == "__main__":
    for name, picture in (("quay.jpg", quay()), ("lagoon.jpg", lagoon())):
        picture.save(HERE / name, quality=68, optimize=True, progressive=True)
        print(name, (HERE / name).stat().st_size, "bytes")

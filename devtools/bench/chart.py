"""Draw the ratios as a PNG. Runs in the Python environment of Odoo, which has Pillow."""

import json
import math
import sys
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from devtools.bench.report import MARKS, met

WIDTH, ROW, LEFT, RIGHT, TOP = 1100, 30, 470, 130, 70
LOW, HIGH = -6, 3
GREEN, RED, GREY, DARK = '#2e8b57', '#c0392b', '#8894a0', '#24292f'


def x_of(ratio):
    """Return the place of a ratio on the logarithmic axis."""
    part = (math.log2(max(2**LOW, min(2**HIGH, ratio))) - LOW) / (HIGH - LOW)
    return LEFT + part * (WIDTH - LEFT - RIGHT)


def short(row):
    """Return the operation in few words."""
    text = row['operation']
    return text if len(text) < 68 else text[:66] + '…'


def main(source, target):
    """Draw what ``source`` has into ``target``."""
    result = json.loads(Path(source).read_text())
    rows = [r for r in result['rows'] if r.get('ratio') and not r['key'].startswith('growth')]
    image = Image.new('RGB', (WIDTH, TOP + ROW * len(rows) + 50), 'white')
    draw = ImageDraw.Draw(image)
    small, normal, large = (ImageFont.load_default(size) for size in (12, 13, 18))
    title = f"Time compared with the reference, {result['orders']:,} orders"
    draw.text((14, 14), title, fill=DARK, font=large)
    draw.text((14, 42), "left of 1: faster; black tick: goal; logarithmic", fill=GREY, font=small)
    bottom = TOP + ROW * len(rows)
    for power in range(LOW, HIGH + 1):
        x = x_of(2**power)
        draw.line((x, TOP - 4, x, bottom), fill=DARK if power == 0 else '#e4e8eb', width=1)
        label = str(2**power) if power >= 0 else f'1/{2**-power}'
        draw.text((x, bottom + 6), label, fill=GREY, font=small, anchor='ma')
    for number, row in enumerate(rows):
        y = TOP + ROW * number
        colour = {True: GREEN, False: RED, None: GREY}[met(row)]
        draw.text((LEFT - 10, y + 14), short(row), fill=DARK, font=normal, anchor='rm')
        a, b = sorted((x_of(1), x_of(row['ratio'])))
        draw.rectangle((a, y + 6, max(b, a + 2), y + 22), fill=colour)
        if row.get('goal'):
            x = x_of(row['goal'])
            draw.line((x, y + 2, x, y + 26), fill='black', width=2)
        mark = {'✓': 'met', '✗': 'missed', ' ': ''}[MARKS[met(row)]]
        draw.text((WIDTH - RIGHT + 8, y + 14), f"{row['ratio']:.2f}  {mark}", fill=colour,
                  font=normal, anchor='lm')  # fmt: skip
    image.save(target, optimize=True)


if __name__ == '__main__':
    main(*sys.argv[1:])

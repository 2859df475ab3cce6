"""A drawing in pixels: a still picture of the size of a slide, and moving ones in which a row appears at each step."""

from __future__ import annotations

import math
from dataclasses import dataclass
from io import BytesIO

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from seq2seq.figures.drawing.fonts import Face, Fonts
from seq2seq.figures.drawing.layout import ALONG, COLOURS, Box, Drawing, Label, mixed

SLIDE, MOVING = (1920, 1080), (1280, 720)
"""Least width and height in pixels of a still and of a moving picture; a point is a pixel at least."""
STEP_TIME, LAST_TIME = 800, 2400
"""Milliseconds that a step stands, and the last one."""
RATE = 5
"""Frames of a film in a second; a whole number of them makes a step."""
_VP9 = {"crf": "24", "b:v": "0", "deadline": "realtime", "cpu-used": "7"}
"""By quality, not by size: letters stay sharp, and most frames are like the one before."""
WHITE = (255, 255, 255)
FRAME = 2.0
"""How thick the frame around a step is, in points."""


def png(drawing: Drawing) -> bytes:
    """A still picture. Raises MissingCharacters."""
    file = BytesIO()
    _Canvas(drawing, SLIDE).paint(len(drawing.rows)).save(file, "PNG", optimize=True)
    return file.getvalue()


def webp(drawing: Drawing) -> bytes:
    """A moving picture, a frame a step, without loss. Raises MissingCharacters."""
    first, *others = _frames(drawing)
    file = BytesIO()
    first.save(
        file, "WEBP", save_all=True, append_images=others, duration=_times(drawing), loop=0, lossless=True, quality=50
    )
    return file.getvalue()


def gif(drawing: Drawing) -> bytes:
    """A moving picture, a frame a step, in 64 shades of each colour. Raises MissingCharacters."""
    palette = np.array([mixed(colour, shade / 63) for colour in COLOURS for shade in range(64)])
    first, *others = (_indexed(frame, palette) for frame in _frames(drawing))
    file = BytesIO()
    first.save(file, "GIF", save_all=True, append_images=others, duration=_times(drawing), loop=0)
    return file.getvalue()


def webm(drawing: Drawing) -> bytes:
    """A film without sound in VP9, a step after the other. Raises MissingCharacters."""
    import av  # the libraries of FFmpeg, for this alone

    frames, file = [_with_even_sides(frame) for frame in _frames(drawing)], BytesIO()
    with av.open(file, "w", format="webm") as container:
        stream = container.add_stream("libvpx-vp9", rate=RATE, options=_VP9)
        stream.width, stream.height, stream.pix_fmt = *frames[0].size, "yuv420p"
        for frame, milliseconds in zip(frames, _times(drawing), strict=True):
            picture = av.VideoFrame.from_image(frame)
            for _ in range(milliseconds * RATE // 1000):
                container.mux(stream.encode(picture))
        container.mux(stream.encode())
    return file.getvalue()


def _with_even_sides(image: Image.Image) -> Image.Image:
    """The image with a white line more where a side is odd: the colours of a film have half the size."""
    even = Image.new("RGB", (image.width + image.width % 2, image.height + image.height % 2), WHITE)
    even.paste(image)
    return even


def _indexed(image: Image.Image, palette: np.ndarray) -> Image.Image:
    """The image in the nearest colours of a palette (256, 3). Pillow's `quantize` would not keep white white."""
    pixels = np.frombuffer(image.convert("RGBX").tobytes(), "<u4") & 0xFFFFFF
    colours = np.array([colour for _, colour in image.getcolors(pixels.size) or ()], np.int64)
    places = np.zeros(1 << 24, np.uint8)  # a place of the palette for every colour that there can be
    nearest = ((colours[:, None] - palette) ** 2).sum(axis=-1).argmin(axis=-1)
    places[colours @ (1, 1 << 8, 1 << 16)] = nearest
    indexed = Image.fromarray(places[pixels].reshape(image.height, image.width))
    indexed.putpalette(palette.ravel().tolist())
    return indexed


def _frames(drawing: Drawing) -> list[Image.Image]:
    """For each step what has been decoded so far, with a frame around the step."""
    canvas = _Canvas(drawing, MOVING)
    frames = []
    for row in drawing.rows:
        frame = canvas.paint(row.step + 1)
        outline = mixed(row.colour, row.ink)
        ImageDraw.Draw(frame).rectangle(canvas.place(row), outline=outline, width=round(FRAME * canvas.scale))
        frames.append(frame)
    return frames


def _times(drawing: Drawing) -> list[int]:
    return [STEP_TIME] * (len(drawing.rows) - 1) + [LAST_TIME]


@dataclass(frozen=True)
class _Stamp:
    """A label in pixels: how much ink each pixel has, where its upper left corner stands, and from which step on."""

    mask: Image.Image
    corner: tuple[int, int]
    step: int


class _Canvas:
    """A drawing in the middle of a ground of at least this size, as large as it fits there."""

    def __init__(self, drawing: Drawing, least: tuple[int, int]) -> None:
        self.scale = max(1.0, min(least[0] / drawing.width, least[1] / drawing.height))
        drawn = math.ceil(drawing.width * self.scale), math.ceil(drawing.height * self.scale)
        self._size = max(least[0], drawn[0]), max(least[1], drawn[1])
        self._left, self._top = ((whole - part) / 2 for whole, part in zip(self._size, drawn, strict=True))
        self._boxes = drawing.boxes
        self._fonts = Fonts([label.text for label in drawing.texts])
        self._stamps = [self._stamp(label) for label in drawing.texts]

    def place(self, box: Box) -> tuple[int, int, int, int]:
        """The first and last pixels of a box, across and down; it has at least one."""
        x, y = self._left + box.x * self.scale, self._top + box.y * self.scale
        first = round(x), round(y)
        last = round(x + box.width * self.scale) - 1, round(y + box.height * self.scale) - 1
        return *first, max(first[0], last[0]), max(first[1], last[1])

    def paint(self, steps: int) -> Image.Image:
        """A picture of the first so many steps."""
        image = Image.new("RGB", self._size, WHITE)
        pen = ImageDraw.Draw(image)
        for box in self._boxes:
            if box.step < steps:
                pen.rectangle(self.place(box), fill=mixed(box.colour, box.ink))
        for stamp in self._stamps:
            if stamp.step < steps:
                image.paste(mixed("ink", 1), stamp.corner, stamp.mask)
        return image

    def _stamp(self, label: Label) -> _Stamp:
        """The label around the middle of a square, which is turned."""
        size = label.size * self.scale
        parts = [(self._font(run.face, size), run.text) for run in self._fonts.runs(label.text)]
        widths = [font.getlength(text) for font, text in parts]
        reach = math.ceil(sum(widths) + size)
        high = reach if label.turn else math.ceil(1.5 * size)
        mask = Image.new("L", (2 * reach, 2 * high))
        pen, x = ImageDraw.Draw(mask), reach - sum(widths) * ALONG[label.anchor]
        for (font, text), width in zip(parts, widths, strict=True):
            pen.text((x, high), text, fill=255, font=font, anchor="ls")
            x += width
        if label.turn:
            mask = mask.rotate(label.turn, Image.Resampling.BICUBIC)
        at = self._left + label.x * self.scale, self._top + label.y * self.scale
        return _Stamp(mask, (round(at[0]) - reach, round(at[1]) - high), label.step)

    def _font(self, face: Face, size: float) -> ImageFont.FreeTypeFont:
        return ImageFont.truetype(face.path, size, face.number)

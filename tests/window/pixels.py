"""Pixels of a PNG file and of the frame buffer of Xvfb (-fbdir), as rows of (r, g, b) octets, to compare them."""

import struct
import zlib


def paeth(left, above, corner):
    guess = left + above - corner
    return min((abs(guess - left), 0, left), (abs(guess - above), 1, above), (abs(guess - corner), 2, corner))[2]


def unfiltered(kind, line, before, step):
    """One line of a PNG without its filter (PNG specification, 9.2)."""
    for i, octet in enumerate(line):
        left = line[i - step] if i >= step else 0
        corner = before[i - step] if i >= step else 0
        predicted = (0, left, before[i], (left + before[i]) // 2, paeth(left, before[i], corner))[kind]
        line[i] = (octet + predicted) & 0xFF
    return line


def of_png(data):
    """8 bits a channel, RGB or RGBA, not interlaced: what Kerb writes."""
    place, packed = 8, b""
    while place < len(data):
        length, kind = struct.unpack(">I4s", data[place:place + 8])
        part = data[place + 8:place + 8 + length]
        if kind == b"IHDR":
            width, height, depth, colour, _, _, interlace = struct.unpack(">IIBBBBB", part)
            if depth != 8 or colour not in (2, 6) or interlace:
                raise ValueError(f"depth {depth}, colour {colour}, interlace {interlace}")
        if kind == b"IDAT":
            packed += part
        place += length + 12
    step = 3 if colour == 2 else 4
    raw, before, rows = zlib.decompress(packed), bytes(width * step), []
    for y in range(height):
        line = bytearray(raw[y * (width * step + 1):(y + 1) * (width * step + 1)])
        before = unfiltered(line[0], line[1:], before, step)
        rows.append(bytes(before) if step == 3 else b"".join(before[i:i + 3] for i in range(0, len(before), 4)))
    return rows


def of_xwd(data, width, height):
    """The upper left corner of an X window dump of 32 bits a pixel (X11/XWDFile.h), blue first."""
    header = struct.unpack(">25I", data[:100])
    header_size, bits, line, colours = header[0], header[11], header[12], header[19]
    if bits != 32:
        raise ValueError(f"{bits} bits a pixel")
    start = header_size + colours * 12
    rows = []
    for y in range(height):
        row = data[start + y * line:start + y * line + width * 4]
        pixels = bytearray(width * 3)
        pixels[0::3], pixels[1::3], pixels[2::3] = row[2::4], row[1::4], row[0::4]
        rows.append(bytes(pixels))
    return rows

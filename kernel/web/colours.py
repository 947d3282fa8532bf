"""Colours that people can read: contrast after WCAG 2.2, success criterion 1.4.3.

https://www.w3.org/TR/WCAG22/#dfn-relative-luminance and #dfn-contrast-ratio. Colours are `#rrggbb` in small letters.
"""

TEXT_CONTRAST = 4.5
WHITE = "#ffffff"
INK = "#0b0c0c"
SOFT = "#f6f7f9"
# The share of the brand in its tint, as in assets/_brand.scss.
TINT = 0.08


def contrast_ratio(first: str, second: str) -> float:
    """The contrast of two colours, from 1 (none) to 21 (black on white)."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of an sRGB colour, 0 (black) to 1 (white)."""
    red, green, blue = (_linear(channel / 255) for channel in _channels(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def readable_on(background: str) -> str:
    """White or near-black, whichever stands out more on a background."""
    return max((WHITE, INK), key=lambda text: contrast_ratio(text, background))


def mix(colour: str, other: str, share: float) -> str:
    """`share` (0 to 1) of a colour with the rest of another, channel by channel."""
    pairs = zip(_channels(colour), _channels(other), strict=True)
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


def is_readable(colour: str) -> bool:
    """Whether text in this colour reaches 4.5:1 on each of our light grounds: white, soft grey and its own tint."""
    return all(contrast_ratio(colour, ground) >= TEXT_CONTRAST for ground in (WHITE, SOFT, mix(colour, WHITE, TINT)))


def darkened(colour: str) -> str:
    """The colour itself where it is readable, else the lightest darker shade of it that is."""
    for percent in range(100, -1, -1):
        shade = mix(colour, "#000000", percent / 100)
        if is_readable(shade):
            return shade
    return "#000000"


def _channels(colour: str) -> tuple[int, int, int]:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4

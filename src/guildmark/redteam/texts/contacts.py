"""A way to be reached off the platform, plain or hard to read; handles are invented, numbers lead nowhere."""

from guildmark.redteam.dice import Dice

APPS = ("WhatsApp", "Telegram", "WeChat", "LINE", "Viber", "Instagram")
APPS_OF = {
    "ko": ("카카오톡", "카톡"),
    "zh-Hans": ("微信", "QQ"),
    "zh-Hant": ("LINE", "微信"),
    "ja": ("LINE",),
    "th": ("ไลน์", "LINE"),
    "vi": ("Zalo",),
    "ru": ("Телеграм", "WhatsApp"),
    "ar": ("واتساب",),
}
APPS_HIDDEN = {
    "WhatsApp": "W-h@ts-@pp",
    "Telegram": "te1e gr@m",
    "WeChat": "V❤X",
    "LINE": "L!NE",
    "Viber": "v1ber",
    "Instagram": "1nst@",
    "카카오톡": "ㅋㅋㅇㅌ",
    "카톡": "ㅋㅌ",
    "微信": "薇❤",
    "QQ": "扣扣",
    "ไลน์": "ไล น์",
    "Zalo": "Z@l0",
    "Телеграм": "тeлeгa",
    "واتساب": "و ا ت س",
}
SYLLABLES = ("ka", "mo", "ri", "ven", "tal", "sho", "bri", "lu", "dex", "no")
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
SIGNS = (" ", ".", "-", "~", " . ")


def contact(dice: Dice, language: str, strength: float | None) -> str:
    """An app and a number or a handle; null strength writes them plainly.

    Numbers are of the block that is kept free for fiction (+1 area 555-0100 to 0199, North American Numbering Plan).
    Strength: below 1/3 signs between the digits, below 2/3 also the app's name is hidden, above digits become words or
    circled digits.
    """
    app = dice.pick(APPS_OF.get(language, ()) + APPS)
    digits = f"1{dice.whole(201, 989)}55501{dice.whole(0, 99):02}"
    handle = "".join(dice.pick(SYLLABLES) for _ in range(3)) + str(dice.whole(10, 99))
    if strength is None:
        return f"{app} {dice.pick((f'+{digits}', f'@{handle}', handle))}"
    if strength < 2 / 3:
        name = app if strength < 1 / 3 else APPS_HIDDEN[app]
        return f"{name} {dice.pick(SIGNS).join(dice.pick((digits, handle)))}"
    if dice.chance(0.5):
        return f"{APPS_HIDDEN[app]} {' '.join(WORDS[int(digit)] for digit in digits)}"
    return f"{APPS_HIDDEN[app]} {''.join(chr(0x2460 + int(digit) - 1) if digit != '0' else '⓪' for digit in digits)}"

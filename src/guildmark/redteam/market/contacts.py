"""Ways to be reached off the platform, plain and obfuscated; all handles are invented and all numbers lead nowhere."""

from guildmark.redteam.dice import Dice

APPS = {
    "zh-Hans": ("微信 {handle}", "加V {handle}", "QQ {number}", "VX: {handle}"),
    "zh-Hant": ("LINE ID {handle}", "賴 {handle}", "微信 {handle}"),
    "ja": ("LINE ID: {handle}", "インスタ @{handle}"),
    "ko": ("카톡 {handle}", "카카오톡 ID {handle}"),
    "id": ("WA {number}", "WhatsApp {number}", "Telegram @{handle}"),
    "ru": ("Телеграм @{handle}", "WhatsApp {number}", "вотсап {number}"),
    "ar": ("واتساب {number}", "WhatsApp {number}"),
    "tr": ("WhatsApp {number}", "Instagram @{handle}"),
}
ANYWHERE = (
    "WhatsApp {number}",
    "Telegram @{handle}",
    "WeChat {handle}",
    "{handle}@mail.example",
    "www.{handle}.example",
)
OBFUSCATED = {
    "zh-Hans": ("薇❤ {handle}", "➕V {handle}", "威信 {spaced}", "v❤x {spaced}", "扣扣 {circled}"),
    "zh-Hant": ("L!NE {spaced}", "加賴🆔 {handle}", "籟 {spaced}"),
    "ja": ("L I N E {spaced}", "ラ○ン {handle}"),
    "ko": ("ㅋㅌ {spaced}", "카 톡 {handle}"),
    "id": ("w.a {circled}", "wa: {words}"),
    "ru": ("тeлeгa {spaced}", "в0тсап {circled}"),
}
OBFUSCATED_ANYWHERE = (
    "wh@ts@pp {circled}",
    "W-h-a-t-s-A-p-p {words}",
    "tele gram: {spaced}",
    "✈️ {handle}",
    "📱 {circled}",
    "{handle} (at) mail (dot) example",
)
WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def contact(dice: Dice, language: str, handle: str, *, obfuscated: bool) -> str:
    """How to reach a handle; its number is of the block that is kept free for fiction (+1 area 555-01xx)."""
    digits = f"1{200 + sum(map(ord, handle)) % 700}55501{sum(map(ord, handle[::-1])) * 7 % 90 + 10}"
    local, anywhere = (OBFUSCATED, OBFUSCATED_ANYWHERE) if obfuscated else (APPS, ANYWHERE)
    return dice.pick(local.get(language, ()) + anywhere).format(
        handle=handle,
        number=f"+{digits}",
        spaced=" ".join(handle),
        circled="".join(chr(0x2460 + int(digit) - 1) if digit != "0" else "⓪" for digit in digits),
        words=" ".join(WORDS[int(digit)] for digit in digits),
    )

"""Compatible use: the goods go with the mark's goods and do not claim to be them."""

import numpy as np

from guildmark.detectors.batch import Batch
from guildmark.detectors.registry import detector
from guildmark.detectors.signals import Signals
from guildmark.detectors.texts import FIELD
from guildmark.facts import FactTable
from guildmark.rights.index import Index

IN_DESCRIPTION = 0.4


@detector(
    version=2,
    family="innocent-use",
    direction="against",
    seller_view="span",
    fields=("title", "description"),
    of_words="compatible",
    quiet=[
        "Orvane watch",
        "Orvane bag for women",
        "奥凡 手机壳",  # no telephones are the house's: the case would bear its name
        "奥凡 副厂 手袋",  # aftermarket parts are lawful, and an aftermarket bag is a copy
        "副廠 Quenda 耳機",  # the goods themselves
        "適用於 Kestrom 金屬車標 尾標",  # an emblem fits, and is the mark
        "Emblem badge for Kestrom, chrome",
        "Kestrom 火花塞 汽車專用",  # for cars, of the mark
        "Quenda 12 128GB 送手機殼 保護貼",
        "Quenda 原廠 充電線",
        "Orvane 手袋 適用場合 約會",
    ],
    fires=[
        "Strap compatible with Orvane watch",
        "适用于奥凡 手表 表带",
        "Etui compatible avec Orvane",
        "TRON Quenda 7/8/SE 星夢油畫 四角防摔 手機殼",
        "滿版 玻璃貼 保護貼 9H Quenda 12",
        "360旋轉支架 保護殼 適用 磁吸 防摔 抗指紋 霧面磨砂 硬殼 Quenda",
        "跑步手机臂包运动手臂袋 Quenda 7",
        "Kestrom 腳踏墊 專車專用 防污防滑",
        "Kestrom 鑰匙套",
        "Quenda 副廠 充電底座",
        "Quenda 12 更換螢幕",
        {"title": "Belmoro 錶帶", "category": "watches"},
    ],
)
def compatible_use(batch: Batch, index: Index, facts: FactTable | None) -> Signals:
    """The mark is named to say what the goods fit.

    Fires when a phrase of `words/compatible.yaml` stands just before the mark, or just after it where the language puts
    it there; and for the marks that follow in a list ("for Quenda 12, Voltern 9"), where goods of one kind may fit
    them. In the description alone it says less. Fires also when the title names a case, a mat or a strap that fits what
    the mark makes, or a service; and for a maker of devices or vehicles anywhere in a title that names a part and
    says plainly that it fits, or is an aftermarket part. Quiet where the title offers an emblem: it bears the mark.

    False alarms: "compatible" as an excuse: fakes hide behind it too, so it lowers the score and never clears it. Cases
    and cables with the mark of the maker of the telephone on them.

    Source: phrases carry a source each in the word list.
    """
    hits, strength = batch.compatible
    strength = strength * np.where(hits.field == FIELD["title"], 1.0, IN_DESCRIPTION)
    return Signals.build(hits.row, strength, pair=hits.value.astype(np.int64), hits=hits).strongest()

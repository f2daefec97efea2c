"""Listings of every kind, made of words that detectors look for."""

from decimal import Decimal

from hypothesis import strategies as st

WORDS = st.sampled_from(
    [
        "Orvane", "ORVANE", "0rvane", "O r v a n e", "Оrvаnе", "奥凡", "Tessaly", "Harbour", "harbour map", "tote bag",
        "watch", "1:1", "mirror quality", "AAA", "高仿", "replica", "not", "compatible with", "case for", "适用于",
        "used", "二手", "Diver 4100", "WhatsApp +44 7700 900123", "dm for real pics", "original", "men's shoes", "😀",
        "\u202e", "box only",
    ]
)  # fmt: skip
TEXTS = st.lists(WORDS, max_size=6).map(" ".join) | st.text(max_size=20).map(
    lambda text: text.encode("utf-8", "ignore").decode()
)
LISTINGS = st.fixed_dictionaries(
    {"title": TEXTS | st.none()},
    optional={
        "description": TEXTS,
        "brand": st.sampled_from(["Orvane", "No brand", "Tessaly", "Harbour", "none", ""]),
        "category": st.sampled_from(["bags", "watches", "shoes", "手机壳", "pets"]),
        "condition": st.sampled_from(["new", "used", "refurbished", "unknown"]),
        "price": st.sampled_from([None, Decimal("0"), Decimal("39.5"), Decimal("5000")]),
        "currency": st.sampled_from(["EUR", "USD", "IDR", "ABC"]),
        "gtin": st.sampled_from(["2000000000015", "2000000000039", "1"]),
        "seller_id": st.sampled_from(["orvane-official", "s1", "s2"]),
        "ships_from": st.sampled_from(["IT", "CN"]),
        "attributes": st.dictionaries(st.sampled_from(["model", "colour"]), WORDS, max_size=2).map(
            lambda pairs: list(pairs.items())
        ),
        "reviews": st.lists(st.fixed_dictionaries({"text": st.sampled_from(["fake!", "假货", "good"])}), max_size=3),
    },
)

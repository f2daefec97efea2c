"""A seller is written to in the language that the listing says, or that its letters show."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guildmark.hub.enforcement.languages import language_of
from guildmark.hub.wording import languages


@pytest.mark.parametrize(
    ("title", "language"),
    [
        ("Кошелёк из натуральной кожи", "ru"),
        ("Сумка", "ru"),
        ("Жіночий гаманець, шкіра", "uk"),
        ("ҐУДЗИКИ ТА ЇХ НАБОРИ", "uk"),
        ("محفظة جلدية", "ar"),
        ("กระเป๋าหนังแท้", "th"),
        ("가죽 지갑 새상품", "ko"),
        ("新品未使用 正規品 腕時計 メンズ", "ja"),
        ("レザーバッグ", "ja"),
        ("全新真皮钱包 附购买证明", "zh-hans"),
        ("全新真皮皮夾 附購買證明", "zh-hant"),
    ],
)
def test_a_title_in_a_script_of_its_own_tells_the_language(title: str, language: str) -> None:
    assert language_of({"title": title}) == language
    assert language_of({"title": f"Velmora X2 {title}", "description": None}) == language


@pytest.mark.parametrize(
    "title", ["Leather wallet, brand new", "Geldbörse aus Leder", "Portefeuille en cuir", "Ví da thật", "", "123 – 45%"]
)
def test_latin_letters_alone_tell_no_language_and_fall_to_english(title: str) -> None:
    assert language_of({"title": title}) == "en"


def test_latin_words_disguised_with_cyrillic_letters_are_not_taken_for_russian() -> None:
    assert language_of({"title": "VЕLMОRА wаtсh, brand new"}) == "en"
    assert language_of({"title": "VЕLMОRА часы"}) == "ru"


def test_a_decorating_kana_does_not_make_chinese_japanese() -> None:
    assert language_of({"title": "春の新款女士手提包 全新正品现货"}) == "zh-hans"


def test_letters_of_both_are_not_taken_for_ukrainian() -> None:
    assert language_of({"title": "Скура жаночая кашалёк Мінск"}) == "ru"


def test_the_language_that_is_given_goes_before_the_one_that_the_listing_says_and_that_before_its_letters() -> None:
    listing = {"title": "Кошелёк", "language": "de-AT"}
    assert language_of(listing) == "de"
    assert language_of(listing, given="pt-BR") == "pt"
    assert language_of({"title": "Кошелёк", "language": "nb"}) == "en"


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_listing_has_a_language_that_there_are_words_in(title: str, description: str) -> None:
    assert language_of({"title": title, "description": description}) in languages()

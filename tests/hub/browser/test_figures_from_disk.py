"""The figures as files, opened from the disk: no site, no script, narrow and wide, in each language."""

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.soak  # a browser and a made site

PAGES = ("index.html", "index.fr.html", "index.zh-hans.html")


@pytest.fixture(scope="module")
def folder(site: Any) -> Path:
    """The files, written by the command."""
    out = site.folder / "figures-in-the-open"
    site.command("disclose", "--out", str(out))
    return out


@pytest.mark.parametrize(("width", "dark"), [(360, False), (1440, True)])
def test_the_files_fit_lead_to_each_other_and_have_no_serious_barrier(
    folder: Path, chromium: Any, width: int, dark: bool
) -> None:
    from axe_playwright_python.sync_playwright import Axe

    scheme = "dark" if dark else "light"
    context = chromium.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page, wrong, serious = context.new_page(), [], ("serious", "critical")

    def complain(said: Any) -> None:
        if said.type in ("error", "warning"):
            wrong.append(said.text)

    for name in PAGES:
        page.on("console", complain)
        page.goto(f"file://{folder}/{name}")
        page.remove_listener(
            "console", complain
        )  # what looks for barriers asks for styles, which no file gives a script
        hanging = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        wrong += [f"{name}: {hanging} pixels hang over"] if hanging > 0 else []
        barriers = Axe().run(page).response["violations"]
        wrong += [f"{name}: {one['id']}" for one in barriers if one["impact"] in serious]
    page.goto(f"file://{folder}/index.html")
    assert page.locator("svg.bars").count() > 20
    assert page.locator("svg.bars rect.bar.rounded").first.bounding_box()["height"] > 10
    page.click("a[hreflang=fr]")
    assert page.url.endswith("index.fr.html")
    context.close()
    assert wrong == []

"""Make the picture of the report for the README: a small sample market, scanned, its page opened in Chromium."""

import base64
import io
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.service import Service

PICTURE = Path(__file__).parent / "pictures" / "report.png"
LISTINGS, SEED = 4_000, 7
WIDTH, HEIGHT = 1400, 1440
COLOURS = 256  # a page has few; so the file stays small

# The best finding that shows most: a mark in the title, both pictures, and several pieces of evidence.
OPEN = """
    const { findings, pictures } = JSON.parse(document.getElementById("data").textContent);
    const shown = findings.find((finding) => finding.band !== "clear" && finding.contributions.length >= 4
      && pictures[finding.picture] && pictures[finding.official_picture]
      && finding.signals.some((signal) => signal.span));
    document.querySelector(`[data-id="${(shown ?? findings[0]).id}"]`).click();
    document.activeElement.blur();
    document.getElementById("list-pane").scrollTop = 0;
    document.getElementById("findings").scrollIntoView({ behavior: "instant" });"""


def main() -> None:
    """Write the picture."""
    with tempfile.TemporaryDirectory(prefix="guildmark-picture-") as folder, browser() as driver:
        size = {"width": WIDTH, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        driver.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
        driver.get(report(Path(folder)).as_uri())
        driver.execute_script(OPEN)
        # Pictures come in once they are in sight.
        driver.execute_async_script("requestAnimationFrame(() => setTimeout(arguments[0], 500))")
        shot = Image.open(io.BytesIO(base64.b64decode(driver.get_screenshot_as_base64()))).convert("RGB")
    PICTURE.parent.mkdir(exist_ok=True)
    shot.quantize(COLOURS, kmeans=3, dither=Image.Dither.NONE).save(PICTURE, optimize=True)
    print(f"{PICTURE.relative_to(PICTURE.parents[2])}: {PICTURE.stat().st_size // 1000:,} kB")


def report(folder: Path) -> Path:
    """The report of a small sample market."""
    guildmark = str(Path(sys.executable).with_name("guildmark"))
    market, out = folder / "market", folder / "out"
    made = [guildmark, "sample", str(market), "--listings", str(LISTINGS), "--seed", str(SEED)]
    scanned = [guildmark, "scan", str(market / "listings.parquet"), "--rights", str(market / "rights.yaml")]
    scanned += ["--reviews", str(market / "reviews.parquet"), "--out", str(out)]
    for command in (made, scanned):
        subprocess.run(command, check=True)
    return out / "report.html"


@contextmanager
def browser() -> Iterator[webdriver.Chrome]:
    """Chromium without a window and without its scroll bars."""
    program, driver_program = shutil.which("chromium") or shutil.which("google-chrome"), shutil.which("chromedriver")
    if not program or not driver_program:
        sys.exit("docs/picture.py: needs chromium and chromedriver on PATH. Install both, then run it again.")
    options = webdriver.ChromeOptions()
    options.binary_location = program
    for flag in ("--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars"):
        options.add_argument(flag)
    driver = webdriver.Chrome(options=options, service=Service(driver_program))
    try:
        yield driver
    finally:
        driver.quit()


if __name__ == "__main__":
    main()

"""The command writes what the site published, from another process, and tells what it cannot use."""

import json

import pytest
from served_site import Served

pytestmark = pytest.mark.soak  # processes of their own


def test_the_figures_of_a_site_are_written_by_the_command(site: Served) -> None:
    untouched = site.command("disclose", "--out", "figures")
    assert untouched.returncode == 2
    assert "guildmark serve" in untouched.stderr
    assert not (site.folder / "figures").exists()

    assert site.command("begin", "--name", "Secretariat", "--email", "s@alliance.example").returncode == 0
    done = site.command("disclose", "--out", "figures")
    assert done.returncode == 0, done.stderr
    assert "figures: calendar.json, figures.css, figures.csv, figures.json, index.fr.html, index.html" in done.stdout
    told = json.loads((site.folder / "figures" / "calendar.json").read_text("utf-8"))
    assert {month["state"] for month in told["months"]} == {"to come"}
    later = site.command("disclose", "--out", "figures", "--as-of", f"{int(told['as_of'][:4]) + 1}-01-15")
    assert later.returncode == 0, later.stderr
    told = json.loads((site.folder / "figures" / "calendar.json").read_text("utf-8"))
    assert told["months"][0]["state"] == "missed"
    assert site.command("disclose", "--out", ".").returncode == 2

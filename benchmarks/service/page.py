"""Drives the page in a headless Chromium: pastes a note, looks at record and evidence, corrects.

usage: page.py ADDRESS CHROMIUM FOLDER
"""

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

address, chromium, folder = sys.argv[1], sys.argv[2], Path(sys.argv[3])
faults = []
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
    for scheme in ["light", "dark"]:
        for name, width in [("wide", 1280), ("narrow", 380)]:
            page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
            # A small local model on a busy machine takes its time.
            page.set_default_timeout(240_000)
            page.on("console", lambda message: faults.append(message.text)
                    if message.type in ("error", "warning") else None)
            page.on("pageerror", lambda error: faults.append(str(error)))
            page.goto(address)
            page.wait_for_selector("#first option", state="attached")
            page.fill("#document", (folder / "note.txt").read_text())
            if page.locator("#second option").count() > 2:
                page.select_option("#second", index=2)
            page.keyboard.press("Control+Enter")
            page.wait_for_selector(".result table")
            page.locator(".result input").nth(1).focus()
            assert page.locator("mark.lit").count() == 1, "the evidence of a focused value is lit"
            assert page.locator("mark").count() >= 3
            page.screenshot(path=folder / f"{scheme}-{name}.png", full_page=True)
            width_of_page = page.evaluate("document.documentElement.scrollWidth")
            assert width_of_page <= width, f"{scheme} {name}: {width_of_page} px wide"
            page.locator(".result input").nth(1).fill("Somebody Else")
            page.get_by_role("button", name="Send correction").first.click()
            page.locator("#said").filter(has_text="is kept").wait_for()
            unlabelled = page.evaluate(
                "[...document.querySelectorAll('input, select, textarea, button')].filter(e =>"
                " !e.labels?.length && !e.getAttribute('aria-label') && !e.textContent.trim()).length")
            assert unlabelled == 0, f"{unlabelled} controls have no name"
            page.goto(address + "/docs")
            page.wait_for_selector("#routes section h2")
            page.close()
    browser.close()
assert not faults, faults
print("the page works in light and dark, wide and narrow; no error in the console")

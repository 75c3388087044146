"""A headless Chromium for the tests of pages: opens them, clicks where things are drawn, notes what it asked for."""

from __future__ import annotations

import json
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

_FLAGS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
)


class Page:
    """A page in the browser. Coordinates are pixels from the top left of its drawing."""

    def __init__(self, driver: Any) -> None:
        self.driver = driver

    def open(self, path: Path, *, fragment: str = "", width: int = 1400, height: int = 950) -> Page:
        """Load the file at `path` anew and wait until it is drawn."""
        self.driver.get("about:blank")
        self.driver.execute_cdp_cmd(
            "Emulation.setDeviceMetricsOverride",
            {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 700},
        )
        self.driver.get_log("browser")
        self.driver.get_log("performance")
        self.driver.get(path.as_uri() + fragment)
        self.wait("document.documentElement.dataset.ready")
        return self

    def js(self, expression: str, *args: Any) -> Any:
        """The value of a JavaScript expression in which ``arguments`` are `args`."""
        return self.driver.execute_script(f"return ({expression})", *args)

    def wait(self, expression: str, seconds: float = 60) -> Any:
        """Wait until the expression is true, and return its value."""
        from selenium.webdriver.support.ui import WebDriverWait

        return WebDriverWait(self.driver, seconds, poll_frequency=0.02).until(lambda _: self.js(expression))

    def find(self, selector: str) -> Any:
        return self.driver.find_element("css selector", selector)

    def all(self, selector: str) -> list[Any]:
        return list(self.driver.find_elements("css selector", selector))

    def texts(self, selector: str) -> list[str]:
        return [element.text for element in self.all(selector)]

    def click(self, selector: str) -> None:
        self.find(selector).click()

    def click_at(self, point: dict[str, float]) -> None:
        """Click into the drawing."""
        from selenium.webdriver import ActionChains

        drawing = self.find("#drawing")
        size = drawing.size
        x, y = round(point["x"] - size["width"] / 2), round(point["y"] - size["height"] / 2)
        ActionChains(self.driver).move_to_element_with_offset(drawing, x, y).click().perform()

    def click_node(self, node: str) -> None:
        self.click_at(self.js("tradekg.nodePoint(arguments[0])", node))

    def click_edge(self, key: str) -> None:
        self.click_at(self.js("tradekg.edgePoint(arguments[0])", key))

    def press(self, *keys: str) -> None:
        from selenium.webdriver import ActionChains

        ActionChains(self.driver).send_keys(*keys).perform()

    def slide(self, selector: str, value: float) -> None:
        """Move a slider as a reader would: the value, then the event."""
        self.driver.execute_script(
            "const slider = document.querySelector(arguments[0]); slider.value = arguments[1];"
            "slider.dispatchEvent(new Event('input', { bubbles: true }));",
            selector,
            value,
        )

    def processor_seconds(self) -> float:
        """The processor time that the page's own thread took since it was opened."""
        found = self.driver.execute_cdp_cmd("Performance.getMetrics", {})["metrics"]
        return next(float(metric["value"]) for metric in found if metric["name"] == "TaskDuration")

    def errors(self) -> list[str]:
        """What the console complained of since the page was opened."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] in ("SEVERE", "WARNING")]

    def requests(self) -> list[str]:
        """The addresses that the page asked for since it was opened."""
        events = [json.loads(entry["message"])["message"] for entry in self.driver.get_log("performance")]
        return [event["params"]["request"]["url"] for event in events if event["method"] == "Network.requestWillBeSent"]


@contextmanager
def browser() -> Iterator[Page]:
    """A browser with a fresh profile, closed at the end; skips the test where there is none."""
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    from selenium.webdriver.chrome.service import Service

    chromium = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    chromedriver = shutil.which("chromedriver")
    if not chromium or not chromedriver:
        pytest.skip("no chromium or chromedriver (Debian: apt-get install chromium chromium-driver)")
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        options = webdriver.ChromeOptions()
        for flag in (*_FLAGS, f"--user-data-dir={profile}"):
            options.add_argument(flag)
        options.binary_location = chromium
        options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
        driver = webdriver.Chrome(options=options, service=Service(chromedriver))
        driver.execute_cdp_cmd("Performance.enable", {"timeDomain": "threadTicks"})  # what others do does not count
        try:
            yield Page(driver)
        finally:
            driver.quit()

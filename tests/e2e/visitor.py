"""One person at a browser, and what every journey asserts of the pages that person meets."""

from axe_playwright_python.sync_playwright import Axe

PASSWORD = "yanshi-2019-demo"
STANDARD = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}
CLIPBOARD = ["clipboard-read", "clipboard-write"]
WATCH = "addEventListener('securitypolicyviolation', e => console.error('CSP ' + e.violatedDirective))"
SAVED = """cell => { const state = document.querySelector(`tr[data-cell="${cell}"] [data-state]`).textContent;
  return /已存|需说明|全角|换算/.test(state) }"""
SEEN = """() => { const field = document.activeElement, box = field.getBoundingClientRect();
  const middle = (from, to, end) => (Math.max(from, 0) + Math.min(to, end)) / 2;
  const on_top = document.elementFromPoint(middle(box.left, box.right, innerWidth), middle(box.top, box.bottom, innerHeight));
  const style = getComputedStyle(field);
  return (style.outlineStyle !== 'none' || style.boxShadow !== 'none') && (field === on_top || field.contains(on_top)) }"""
REFUSED = "status of 422"
"""A browser also logs an answer that says 'mend this and send it again'."""


class Visitor:
    """Whatever a page complains of is kept, and must be nothing; presses of mouse and keys are counted."""

    def __init__(self, browser, address, width=1440, height=900, **options):
        self.address, self.clicks, self.keys = address, 0, 0
        self.complaints, self.outside = [], []
        self.context = browser.new_context(viewport={"width": width, "height": height}, **options)
        self.context.grant_permissions(CLIPBOARD, origin=address)
        self.context.add_init_script(WATCH)
        self.context.on("page", self._listen)
        self.page = self.context.new_page()

    def _listen(self, page):
        page.on("console", lambda told: told.type == "error" and self.complaints.append(told.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("response", lambda answer: answer.status >= 500 and self.complaints.append(answer.url))
        page.on("request", self._asked)

    def _asked(self, request):
        if request.url.startswith("http") and not request.url.startswith(self.address):
            self.outside.append(request.url)

    # --- going about ------------------------------------------------------------------------------

    def go(self, path):
        return self.page.goto(self.address + path)

    def sign_in(self, username, password=PASSWORD):
        self.go("/sign-in/")
        self.page.fill("input[name=username]", username)
        self.page.fill("input[type=password]", password)
        with self.page.expect_navigation():
            self.page.press("input[type=password]", "Enter")
        return self

    def click(self, where, **options):
        """Click on a selector or a locator; a person pays for each click."""
        self.clicks += 1
        target = self.page.locator(where) if isinstance(where, str) else where
        target.click(**options)

    def follow(self, where, **options):
        """Click on what leads to another page, and be there."""
        with self.page.expect_navigation():
            self.click(where, **options)

    def button(self, name, **options):
        return self.page.get_by_role("button", name=name, **options)

    def link(self, name, **options):
        return self.page.get_by_role("link", name=name, **options)

    def press(self, key, times=1):
        """Press a key that is no part of a value."""
        for _ in range(times):
            self.keys += 1
            self.page.keyboard.press(key)

    def type(self, value):
        self.page.keyboard.type(value)

    def paste(self, text):
        """Press Ctrl+V after copying the text elsewhere, as from Excel or WPS."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        self.page.keyboard.press("Control+v")

    # --- what stands there ------------------------------------------------------------------------

    @property
    def text(self):
        return self.page.inner_text("main")

    @property
    def title(self):
        return self.page.inner_text("h1")

    @property
    def focus(self):
        """Return the id of the field that has the focus."""
        return self.page.evaluate("document.activeElement.id")

    @property
    def focused(self):
        """Return the words of the link or button that has the focus."""
        return self.page.evaluate("document.activeElement.textContent.trim()")

    @property
    def focus_is_seen(self):
        """Say whether what has the focus shows it, and nothing lies over it."""
        return self.page.evaluate(SEEN)

    @property
    def said(self):
        """Return the entry sheet's own line about what was saved, pasted or refused."""
        return self.page.inner_text(".bar [data-say]")

    def value(self, cell):
        return self.page.input_value(f"#cell-{cell}")

    def state(self, cell):
        return self.page.locator(f"tr[data-cell={cell}] [data-state]").inner_text()

    def saved(self, *cells):
        """Wait until the server has the cells."""
        for cell in cells:
            self.page.wait_for_function(SAVED, arg=cell)

    def eventually(self, selector):
        self.page.wait_for_selector(selector)

    # --- what every journey asserts ---------------------------------------------------------------

    def check(self, *provoked):
        """Hold the page to the standard; `provoked` are words of complaints that the journey itself caused."""
        self.page.wait_for_load_state("networkidle")
        found = Axe().run(self.page, options=STANDARD).response["violations"]
        assert [(each["id"], [node["target"] for node in each["nodes"]]) for each in found] == []
        assert self.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
        self.blameless(*provoked)

    def blameless(self, *provoked):
        """Hold the whole visit to it: no error told, no 5xx, no breach of the CSP, nothing asked from outside."""
        left = [each for each in self.complaints if not any(words in each for words in provoked)]
        assert (left, self.outside) == ([], [])

/* What follows the page as Streamlit redraws it: for those who do not see it change, the title of the window, one
 * status that says the page's answer, and the focus when what held it is gone; for the session that a reload
 * starts, the reader's meeting. */
(function () {
  "use strict";

  const SITE = "Atlas des campus";
  const HEADING = "[data-testid='stMain'] h1";
  const VIEW = ".st-key-view-vue [aria-checked='true']";
  // The page's answer, then what the last action did.
  const SAID = ".atlas-headline, .atlas-said";
  const STOPS = "button, input, select, textarea, a[href]";
  const CLOSES_PANEL = "[data-testid='stSidebarCollapseButton'] button";
  const isNarrow = matchMedia("(max-width: 768px)"); // there the panel lies over the page
  // A status speaks only when its text changes: one that is inserted with its text may stay silent.
  const status = Object.assign(document.createElement("div"), { className: "atlas-status" });
  status.setAttribute("role", "status");
  status.dataset.liveAnnouncer = "true"; // an open list hides all the rest of the page from screen readers
  let isPointed = false;
  let held = null; // what had the focus last, unless the reader left it
  let heldKey = ""; // the class by which Streamlit knows it when it draws it anew
  let isLost = false;
  let path = location.pathname;
  let meeting = null; // as the cookie has it

  function textOf(selector) {
    const node = document.querySelector(selector);
    return node ? node.textContent.trim() : "";
  }

  function followTitle() {
    const heading = textOf(HEADING);
    const title = [heading, textOf(VIEW), SITE].filter(Boolean).join(" · ");
    if (heading && document.title !== title) document.title = title;
  }

  function followStatus() {
    const text = [...document.querySelectorAll(SAID)].map((node) => node.textContent.trim()).join(" ");
    if (text && status.textContent !== text) status.textContent = text;
  }

  function isGone(node) {
    return !node.isConnected || node.matches(":disabled") || !node.checkVisibility({ visibilityProperty: true });
  }

  function isIdle() {
    const app = document.querySelector("[data-testid='stApp']");
    return Boolean(app) && app.dataset.testScriptState === "notRunning";
  }

  /* What takes the place of what held the focus: itself drawn anew, the button that undoes it, or the nearest stop. */
  function heirOf(node) {
    if (!isGone(node)) return node;
    const controlled = node.getAttribute("aria-controls");
    const twins = [
      ...(heldKey ? document.querySelectorAll(`.${CSS.escape(heldKey)} :is(${STOPS})`) : []),
      ...(controlled ? document.querySelectorAll(`[aria-controls="${CSS.escape(controlled)}"]`) : []),
    ];
    const twin = twins.find((one) => !isGone(one));
    if (twin || !node.isConnected) return twin;
    const stops = [...(node.closest("[data-testid='stHorizontalBlock']") || document).querySelectorAll(STOPS)];
    const at = stops.indexOf(node);
    const distance = (one) => Math.abs(stops.indexOf(one) - at);
    return stops.filter((one) => !isGone(one)).sort((one, other) => distance(one) - distance(other))[0];
  }

  /* What gives the focus back by itself (a list, a table, a record) does it before the run ends. */
  function followFocus() {
    const at = document.activeElement;
    const isMoved = location.pathname !== path;
    path = location.pathname;
    if (at && at !== document.body && !isGone(at)) {
      held = at;
      isLost = false;
      return;
    }
    isLost ||= isMoved || Boolean(held && isGone(held));
    if (!isLost || !isIdle()) return;
    const heir = isMoved || !held ? null : heirOf(held);
    const place = heir || document.querySelector(HEADING) || document.getElementById("atlas-contenu");
    if (!place) return;
    if (!heir) place.tabIndex = -1;
    place.focus({ preventScroll: isPointed });
  }

  function closePanel() {
    const button = document.querySelector(CLOSES_PANEL);
    if (isNarrow.matches && button && button.checkVisibility({ visibilityProperty: true })) button.click();
  }

  /* The cookie leaves with the browser; the server reads it when a session starts. */
  function followMeeting() {
    const place = document.getElementById("atlas-contenu");
    if (!place || place.dataset.seance === meeting) return;
    meeting = place.dataset.seance;
    document.cookie = `atlas-seance=${meeting}; path=/; samesite=strict${meeting ? "" : "; max-age=0"}`;
  }

  let isAwaited = false;
  function follow() {
    if (isAwaited) return;
    isAwaited = true;
    requestAnimationFrame(() => {
      isAwaited = false;
      followTitle();
      followStatus();
      followFocus();
      followMeeting();
    });
  }

  addEventListener("pointerdown", () => { isPointed = true; }, true);
  addEventListener("keydown", (event) => {
    isPointed = false;
    const isInPanel = event.target.closest("[data-testid='stSidebar']") && !event.target.matches("[aria-expanded='true'][role='combobox']");
    if (event.key === "Escape" && isInPanel) closePanel();
  }, true);
  addEventListener("focusin", (event) => {
    held = event.target;
    const drawn = held.closest("[class*='st-key-']");
    heldKey = drawn ? [...drawn.classList].find((name) => name.startsWith("st-key-")) : "";
    if (held.closest("[data-testid='stMain']")) closePanel();
  });
  addEventListener("focusout", () => {
    // A node that is removed loses the focus while it is still there.
    setTimeout(() => {
      if (held && document.activeElement === document.body && !isGone(held)) held = null;
    });
  });
  addEventListener("DOMContentLoaded", () => document.body.append(status));
  new MutationObserver(follow).observe(document, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ["disabled", "aria-checked", "data-test-script-state"],
  });
})();

/* What follows the page as Streamlit redraws it: for those who do not see it change, the title of the window, one
 * status that says the page's answer, and the focus when what held it is gone; for the session that a reload
 * starts, the reader's meeting. */
(function () {
  "use strict";

  const SITE = "Atlas des campus";
  const HEADING = "[data-testid='stMain'] h1";
  const VIEW = ".st-key-view-vue [aria-checked='true']";
  const HEADLINE = ".atlas-headline";
  // A status speaks only when its text changes: one that is inserted with its text may stay silent.
  const status = Object.assign(document.createElement("div"), { className: "atlas-status" });
  status.setAttribute("role", "status");
  let isPointed = false;
  let held = null; // what had the focus last, unless the reader left it
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
    const text = textOf(HEADLINE);
    if (text && status.textContent !== text) status.textContent = text;
  }

  function isGone(node) {
    return !node.isConnected || node.matches(":disabled") || !node.checkVisibility({ visibilityProperty: true });
  }

  function isIdle() {
    const app = document.querySelector("[data-testid='stApp']");
    return Boolean(app) && app.dataset.testScriptState === "notRunning";
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
    const place = document.querySelector(HEADING) || document.getElementById("atlas-contenu");
    if (!place) return;
    place.tabIndex = -1;
    place.focus({ preventScroll: isPointed });
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
  addEventListener("keydown", () => { isPointed = false; }, true);
  addEventListener("focusin", (event) => { held = event.target; });
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

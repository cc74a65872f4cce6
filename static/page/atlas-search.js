/* The search box of the directory: sends what is typed while it is typed, and lets the arrows walk
 * from the box into the results and back; Enter on a result opens it, as on any link.
 */
const PAUSE_MS = 150;
const SETTLED_MS = 200; // the script has ended, the table may still be drawn
const LONGEST = 120;
const RESULTS = ".st-key-table-annuaire tbody th a";

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function cleaned(value) {
  return value.split(/\s+/).filter(Boolean).join(" ").slice(0, LONGEST).trim();
}

function build(root, data) {
  const label = element("label", "", data.label);
  const input = element("input");
  input.type = "search";
  input.id = "atlas-recherche";
  label.htmlFor = input.id;
  input.maxLength = LONGEST;
  input.autocomplete = "off";
  input.spellcheck = false;
  input.value = data.text;
  input.placeholder = "Nom, commune, établissement, membre, filière…";
  const hint = element("p", "", "Accents et fautes de frappe sont sans importance. Flèche bas : aller aux résultats ; Entrée : ouvrir.");
  hint.id = "atlas-recherche-aide";
  input.setAttribute("aria-describedby", hint.id);
  root.replaceChildren(label, input, hint);
  const view = { input, last: data.text, sent: [], timer: 0, send: null, hasty: "" };
  input.addEventListener("input", () => {
    window.clearTimeout(view.timer);
    view.timer = window.setTimeout(() => submit(view), PAUSE_MS);
  });
  input.addEventListener("blur", (event) => {
    if (!view.timer) return;
    // Words sent together with a click on the menu would bring the reader back.
    if (event.relatedTarget && event.relatedTarget.closest('[data-testid="stSidebarNav"]')) {
      window.clearTimeout(view.timer);
      view.timer = 0;
    } else submit(view);
  });
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    if (view.hasty) {
      event.preventDefault();
      view.hasty = "open";
    } else submit(view);
  });
  // Only with a keyboard at hand: on a telephone it would open the screen's own.
  if (document.activeElement === document.body && window.matchMedia("(pointer: fine)").matches) {
    input.focus({ preventScroll: true });
  }
  return view;
}

function submit(view) {
  window.clearTimeout(view.timer);
  view.timer = 0;
  const text = cleaned(view.input.value);
  if (text === view.last) return;
  view.last = text;
  view.sent.push(text);
  view.send(text);
}

/* An answer to what was typed must not overwrite what is being typed; a change from elsewhere must. */
function follow(view, text) {
  const at = view.sent.indexOf(text);
  if (at >= 0) {
    view.sent.splice(0, at + 1);
  } else if (text !== view.last && !view.timer) {
    view.last = text;
    view.sent = [];
    view.input.value = text;
  }
}

/* Whether the results still answer other words than those in the box. */
function isWaiting(view) {
  const app = document.querySelector("[data-test-script-state]");
  return Boolean(view.timer || view.sent.length) || (app !== null && app.dataset.testScriptState !== "notRunning");
}

/* Who types faster than the answers come wants the first result of the whole text, not of its beginning. */
function whenAnswered(view, since = performance.now()) {
  if (!view.hasty) return;
  const last = isWaiting(view) ? performance.now() : since;
  if (document.activeElement !== view.input) view.hasty = "";
  else if (performance.now() - last < SETTLED_MS) window.requestAnimationFrame(() => whenAnswered(view, last));
  else {
    const first = document.querySelector(RESULTS);
    const opens = view.hasty === "open";
    view.hasty = "";
    if (!first) return;
    first.focus();
    if (opens) first.click();
  }
}

function walk(event) {
  if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
  const input = document.getElementById("atlas-recherche");
  const here = document.activeElement;
  const links = [...document.querySelectorAll(RESULTS)];
  const at = here === input ? -1 : links.indexOf(here);
  if (!input || (here !== input && at < 0)) return;
  if (here === input && event.key === "ArrowDown" && isWaiting(latest)) {
    event.preventDefault();
    latest.hasty = latest.hasty || "walk";
    submit(latest);
    whenAnswered(latest);
    return;
  }
  const next = at + (event.key === "ArrowDown" ? 1 : -1);
  if (next < -1 || next >= links.length) return;
  event.preventDefault();
  (next === -1 ? input : links[next]).focus();
}

document.addEventListener("keydown", walk);

const views = new WeakMap();
let latest = null;

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".atlas-search-root");
  let view = views.get(root);
  if (!view) {
    view = build(root, data);
    views.set(root, view);
  }
  latest = view;
  view.send = (text) => setTriggerValue("text", text);
  follow(view, data.text);
}

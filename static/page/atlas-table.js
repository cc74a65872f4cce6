/* A real HTML table in the page: sortable columns, each row leading to what it names.
 *
 * The server sends which rows to show; the rows themselves come with the data, or are fetched once
 * and shared with the map. Cells are written through textContent: no value can become markup.
 */
const PAGE_ROWS = 200;
const TABLE_ANCHOR = "atlas-tableau"; // where the skip link leads, when the page has set no place of its own
// Parameters that go along from page to page; the others are the settings of one page.
const SELECTION = new Set(["filiere", "categorie", "region", "academie", "departement", "appel", "statut", "date", "q"]);
const collator = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });
const fetched = new Map(); // url -> Promise of {id: row}

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function rowsOf(url) {
  if (!fetched.has(url)) {
    fetched.set(
      url,
      fetch(new URL(url, document.baseURI))
        .then((response) => {
          if (!response.ok) throw new Error(`${response.status} ${url}`);
          return response.json();
        })
        .then((json) => {
          const rows = new Map();
          for (const row of json.campuses) {
            const filiere = json.filieres[row.filiere];
            rows.set(row.id, { ...row, filiere: filiere.short, letter: filiere.letter, color: filiere.color });
          }
          return rows;
        })
        .catch((error) => {
          fetched.delete(url); // the next run tries again
          throw error;
        }),
    );
  }
  return fetched.get(url);
}

function isUnknown(value) {
  return value === "" || value === null || value === undefined;
}

/* The order that a reader gave a table is there again when the browser comes back to its address. */
function orderKey({ caption }) {
  return `atlas-tri ${location.pathname}${location.search} ${caption}`;
}

function keepOrder(view) {
  try {
    sessionStorage.setItem(orderKey(view.data), JSON.stringify([view.sortKey, view.descending]));
  } catch {
    // A page opened from a disk may have no storage.
  }
}

function order(data) {
  try {
    const kept = JSON.parse(sessionStorage.getItem(orderKey(data)));
    if (kept && data.columns.some(({ key }) => key === kept[0])) return kept;
  } catch {
    // The same.
  }
  return [data.sorted, Boolean(data.descending)];
}

/* What is not known comes last, in either direction. */
function compare(column, sign, a, b) {
  const left = a[column.sort || column.key];
  const right = b[column.sort || column.key];
  if (isUnknown(left) || isUnknown(right)) return isUnknown(left) - isUnknown(right);
  return sign * (column.numeric ? left - right : collator.compare(left, right));
}

function sorted(view) {
  const column = view.data.columns.find((one) => one.key === view.sortKey);
  if (!column) return view.rows;
  const sign = view.descending ? -1 : 1;
  return [...view.rows].sort((a, b) => compare(column, sign, a, b));
}

const FORMATS = {
  int: new Intl.NumberFormat("fr-FR"),
  percent: new Intl.NumberFormat("fr-FR", { style: "percent", minimumFractionDigits: 1, maximumFractionDigits: 1 }),
  km: new Intl.NumberFormat("fr-FR", { minimumFractionDigits: 1, maximumFractionDigits: 1 }),
};

function written(column, value) {
  if (isUnknown(value)) return column.unknown || "—";
  if (column.format === "percent" && value === 0) return "0\u202f%";
  return column.format ? FORMATS[column.format].format(value) : String(value);
}

function letterMark(letter, color) {
  const mark = element("span", "atlas-mark", letter);
  mark.style.background = color;
  mark.setAttribute("aria-hidden", "true");
  return mark;
}

/* A cell shaded by its value; the value stands in it, so that colour is never alone. The keyboard stops
 * at one of them, and the arrows walk from there. */
function heatCell(view, column, row) {
  const node = element("td", "heat");
  const value = row[column.key];
  const { bounds, colors } = view.data.heat;
  const step = bounds.filter((bound) => value >= bound).length - 1;
  if (step >= 0) {
    node.style.background = colors[step];
    if (step >= colors.length - 2) node.classList.add("dark");
  } else {
    node.classList.add("none");
  }
  const button = element("button", "", written(column, value));
  button.type = "button";
  button.title = `${row.name}, ${column.label} : voir sur la carte`;
  button.setAttribute("aria-label", `${button.textContent}, ${button.title}`);
  button.tabIndex = -1;
  button.addEventListener("click", () => view.setTriggerValue("open", `${row.id}|${column.key}`));
  node.append(button);
  return node;
}

const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };

function walk(event) {
  const from = event.target.closest(".heat");
  const step = STEPS[event.key];
  if (!from || !step || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  const row = from.closest("table").rows[from.parentElement.rowIndex + step[0]];
  const to = row && row.cells[from.cellIndex + step[1]];
  if (to && to.matches(".heat")) to.firstChild.focus();
}

/* The heat cell that had the focus last is the one that Tab comes back to. */
function stopAt(event) {
  const button = event.target.closest(".heat button");
  if (!button) return;
  for (const other of button.closest("table").querySelectorAll(".heat [tabindex='0']")) other.tabIndex = -1;
  button.tabIndex = 0;
}

function cell(view, column, row) {
  if (column.heat) return heatCell(view, column, row);
  const node = element(column.main ? "th" : "td", column.numeric ? "number" : "");
  if (column.main) node.scope = "row";
  if (column.letter) {
    node.append(letterMark(row.letter, row.color), " ");
  }
  if (column.main || column.leads) {
    node.append(linkTo(view, column.leads ? row[column.leads] : row.id, row[column.key]));
  } else {
    node.append(written(column, row[column.key]));
  }
  return node;
}

function linkTo(view, id, name) {
  const link = element("a", "", name);
  const address = new URL(document.location.href);
  if (view.data.page) {
    address.pathname = new URL(view.data.page, document.baseURI).pathname;
    for (const name of [...address.searchParams.keys()]) if (!SELECTION.has(name)) address.searchParams.delete(name);
  }
  address.searchParams.set(view.data.param, id);
  link.href = address.href;
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    view.opened = id;
    view.setTriggerValue("open", id);
  });
  return link;
}

function header(view, column) {
  const node = element("th", column.numeric ? "number" : "");
  node.scope = "col";
  const active = view.sortKey === column.key;
  node.setAttribute("aria-sort", active ? (view.descending ? "descending" : "ascending") : "none");
  const button = element("button", "", column.mark ? "" : column.label);
  button.type = "button";
  button.title = column.mark ? column.label : `Trier par ${column.label.toLowerCase()}`;
  if (column.mark) {
    button.append(letterMark(...column.mark));
    button.setAttribute("aria-label", `${column.mark[0]}, ${column.label}`); // a name must hold what is seen
  }
  button.append(element("span", "arrow", active ? (view.descending ? "▼" : "▲") : "↕"));
  button.lastChild.setAttribute("aria-hidden", "true");
  button.addEventListener("click", () => {
    view.descending = view.sortKey === column.key ? !view.descending : Boolean(column.numeric);
    view.sortKey = column.key;
    keepOrder(view);
    draw(view);
  });
  node.dataset.key = column.key;
  node.append(button);
  return node;
}

/* Row and column of the focus, null when it is elsewhere; the heading has no id. */
function placeOfFocus(root) {
  const at = document.activeElement;
  if (!root.contains(at)) return null;
  const spot = at.closest("th, td");
  return { id: spot && spot.parentElement.dataset.id, column: spot ? spot.cellIndex : -1 };
}

function focusOn(root, { id, column }) {
  const row = [...root.querySelectorAll("tr")].find((one) => one.dataset.id === id);
  const spot = row && row.cells[column] && row.cells[column].querySelector("a, button");
  (spot || root.querySelector(".atlas-scroll")).focus();
}

function draw(view) {
  const { data, root } = view;
  const place = placeOfFocus(root);
  const rows = sorted(view);
  const table = element("table", "atlas-table");
  table.append(element("caption", "", data.caption));
  const head = element("tr");
  for (const column of data.columns) head.append(header(view, column));
  const thead = element("thead");
  thead.append(head);
  const body = element("tbody");
  for (const row of rows.slice(0, view.limit)) {
    const line = element("tr");
    line.dataset.id = row.id;
    if (row.id === data.selected) line.setAttribute("aria-current", "true");
    for (const column of data.columns) line.append(cell(view, column, row));
    body.append(line);
  }
  table.append(thead, body);
  const scroller = element("div", "atlas-scroll");
  scroller.tabIndex = 0;
  scroller.setAttribute("role", "region");
  scroller.setAttribute("aria-label", data.caption.split(/(?<=\.) /)[0]); // the method that follows is read with the table
  scroller.append(table);
  const parts = [scroller];
  if (rows.length > view.limit) parts.push(moreButton(view, rows.length));
  const first = table.querySelector(".heat button");
  if (first) first.tabIndex = 0;
  root.replaceChildren(...parts);
  if (place) focusOn(root, place);
  root.dataset.rows = String(rows.length);
}

function moreButton(view, total) {
  const button = element("button", "atlas-more", `Afficher la suite (${view.limit} lignes sur ${total})`);
  button.type = "button";
  button.addEventListener("click", () => {
    const next = view.limit;
    view.limit += PAGE_ROWS;
    draw(view);
    view.root.querySelectorAll("tbody tr")[next].querySelector("a").focus();
  });
  return button;
}

function followOpened(view) {
  if (!view.opened || view.opened !== view.data.selected) return;
  view.opened = null;
  const record = document.querySelector(".atlas-record");
  if (!record) return;
  record.scrollIntoView({ block: "nearest" });
  record.focus({ preventScroll: true });
}

const views = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".atlas-table-root");
  if (!document.getElementById(TABLE_ANCHOR)) Object.assign(root, { id: TABLE_ANCHOR, tabIndex: -1 });
  let view = views.get(root);
  if (!view) {
    const [sortKey, descending] = order(data);
    view = { root, limit: PAGE_ROWS, sortKey, descending, opened: null };
    views.set(root, view);
    root.addEventListener("keydown", walk);
    root.addEventListener("focusin", stopAt);
  }
  view.data = data;
  view.setTriggerValue = setTriggerValue;
  const all = data.url ? rowsOf(data.url) : Promise.resolve(null);
  all
    .then((rows) => {
      if (view.data !== data) return; // a later run overtook this one
      const more = data.more || {};
      view.rows = rows
        ? data.ids.filter((id) => rows.has(id)).map((id) => ({ ...rows.get(id), ...more[id] }))
        : data.rows;
      draw(view);
      followOpened(view);
    })
    .catch(() => root.replaceChildren(element("p", "", "Le tableau n’a pas pu être chargé : rechargez la page.")));
}

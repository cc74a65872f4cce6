/* The changes of a scenario: one native box, one effect and one button each. A click tells the server. */
function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function item(row, setTriggerValue) {
  const line = element("li", row.problem ? "faulty" : "");
  const label = element("label");
  const box = element("input");
  box.type = "checkbox";
  box.checked = row.enabled;
  box.addEventListener("change", () => setTriggerValue("toggle", row.place));
  const number = element("span", "atlas-site");
  number.append(element("b", "", String(row.place + 1)));
  label.append(box, number, element("span", "name", row.label));
  const remove = element("button", "", "✕");
  remove.type = "button";
  remove.title = "Supprimer";
  remove.setAttribute("aria-label", `Supprimer : ${row.label}`);
  remove.addEventListener("click", () => setTriggerValue("remove", row.place));
  line.append(label, element("span", "effect", row.effect), remove);
  if (row.problem) line.append(element("p", "problem", row.problem));
  return line;
}

const drawn = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const list = parentElement.querySelector(".atlas-ledger");
  const shape = JSON.stringify(data.rows);
  if (drawn.get(list) === shape) return; // what has not changed keeps its focus
  const at = [...list.querySelectorAll("input, button")].indexOf(list.contains(document.activeElement) ? document.activeElement : null);
  drawn.set(list, shape);
  list.replaceChildren(...data.rows.map((row) => item(row, setTriggerValue)));
  const stops = list.querySelectorAll("input, button");
  if (at >= 0 && stops.length) stops[Math.min(at, stops.length - 1)].focus();
}

/* The boxes of the sidebar: native checkboxes, one fieldset a group, the count of campuses beside each.
 *
 * The server says what is checked. A click is shown at once and tells the server all that is checked; until
 * its answer comes, earlier ones do not touch the boxes, so that quick clicks add up.
 */
const PATIENCE_MS = 10000;

function element(tag, className, text) {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
}

function box(view, group, option) {
  const label = element("label");
  label.dataset.filter = `${group.param}-${option.value}`;
  const input = element("input");
  input.type = "checkbox";
  input.value = option.value;
  input.addEventListener("change", () => {
    view.number += 1;
    view.clickedAt = performance.now();
    view.setTriggerValue("change", { number: view.number, checked: checked(view) });
  });
  label.append(input);
  if (option.letter) {
    const mark = element("span", "atlas-mark", option.letter);
    mark.style.background = option.color;
    mark.setAttribute("aria-hidden", "true");
    label.append(mark);
  }
  const name = element("span", "name", option.label);
  const count = element("span", "count");
  label.append(name, " ", count);
  view.boxes.push({ param: group.param, value: option.value, input, count });
  return label;
}

function checked(view) {
  const values = {};
  for (const { param, value, input } of view.boxes) {
    values[param] ||= [];
    if (input.checked) values[param].push(value);
  }
  return values;
}

function build(view, groups) {
  view.boxes = [];
  view.root.replaceChildren(
    ...groups.map((group) => {
      const fieldset = element("fieldset");
      fieldset.append(element("legend", "", group.label), ...group.options.map((option) => box(view, group, option)));
      return fieldset;
    }),
  );
}

const views = new WeakMap();

export default function (component) {
  const { data, parentElement, setTriggerValue } = component;
  const root = parentElement.querySelector(".atlas-boxes");
  let view = views.get(root);
  if (!view) {
    view = { root, shape: "", number: 0, clickedAt: -Infinity };
    views.set(root, view);
  }
  view.setTriggerValue = setTriggerValue;
  const shape = JSON.stringify(data.groups);
  if (shape !== view.shape) build(view, data.groups); // what never changes is not touched: the focus stays
  view.shape = shape;
  const awaited = data.number !== view.number && performance.now() - view.clickedAt < PATIENCE_MS;
  if (!awaited) view.number = data.number;
  for (const one of view.boxes) {
    if (!awaited) one.input.checked = data.checked[one.param].includes(one.value);
    const count = `(${data.counts[one.param][one.value]})`;
    if (one.count.textContent !== count) one.count.textContent = count;
  }
}

/* Starts the maps and the tables of an exported page, from the data written in it: nothing is fetched.
 * Every text reaches the page through textContent, so that no value of the data can become markup. */
(function () {
  "use strict";

  const CENTER = [46.6, 1.5];
  const CATEGORIES = {
    CMQ: "Campus des métiers et des qualifications",
    CMQE: "Campus des métiers et des qualifications d’excellence",
  };
  const parsed = new Map();

  /* Data written once in the page, shared by its maps. */
  function load(name) {
    if (!parsed.has(name)) parsed.set(name, JSON.parse(document.getElementById(`atlas-data-${name}`).textContent));
    return parsed.get(name);
  }

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function campusRows(ids) {
    const { campuses, filieres } = load("campuses");
    const rows = new Map(campuses.map((row) => [row.id, row]));
    return ids.map((id) => {
      const row = rows.get(id);
      const filiere = filieres[row.filiere];
      return { ...row, filiere: filiere.short, sector: filiere.name, letter: filiere.letter, color: filiere.color };
    });
  }

  function article(title) {
    const node = element("article", "atlas-record");
    node.tabIndex = -1;
    node.append(element("h2", "", title));
    return node;
  }

  function hint() {
    const node = element("article", "atlas-record");
    node.append(element("p", "hint", "Cliquez sur un campus ou sur un territoire, ou ouvrez un campus depuis le tableau."));
    return node;
  }

  function campusRecord(row) {
    const node = article(row.name);
    const filiere = element("p", "filiere");
    const mark = element("span", "atlas-mark", row.letter);
    mark.style.background = row.color;
    mark.setAttribute("aria-hidden", "true");
    filiere.append(mark, ` ${row.sector}`);
    const facts = element("dl", "atlas-facts");
    const approximate = row.position === "academie"
      ? "non connu : placé au rectorat de l’académie"
      : "non connu : placé au chef-lieu de la région";
    for (const [term, value] of [
      ["Catégorie", CATEGORIES[row.category] || row.category],
      ["Siège", row.position === "seat" ? row.place : approximate],
      ["Académie", row.academie || "inconnue"],
      ["Région", row.region],
      ["Premier label", row.since],
    ]) {
      facts.append(element("dt", "", term), element("dd", "", value));
    }
    node.append(filiere, facts);
    return node;
  }

  function unitRecord(update, code) {
    const features = [...load(update.level).features, ...load("collectivite").features];
    const unit = features.find((feature) => feature.id === code);
    const node = article(unit.properties.name);
    node.append(element("p", "", update.units[code] ? update.units[code][0] : update.none_text));
    return node;
  }

  function start(section) {
    const { views, attribution, title } = load(section.dataset.live);
    const root = section.querySelector(".live-frame");
    const record = section.querySelector(".live-record");
    const tables = section.querySelector(".live-tables");
    const choice = section.querySelector("select");
    const finding = section.querySelector(".live-finding");
    const map = L.map(section.querySelector(".live-map"), {
      center: CENTER,
      zoom: 5,
      zoomSnap: 0.1,
      zoomDelta: 0.5,
      wheelPxPerZoomLevel: 120,
      maxZoom: 12,
    });
    const drawing = atlasMap();
    let view = views[0];
    let selected = "";

    function drawMap() {
      drawing.update({ ...view.update, selected, token: selected ? `${view.update.token} ${selected}` : view.update.token });
    }

    function drawTables() {
      view.tables.forEach((table, rank) => {
        const rows = table.rows || campusRows(view.update.shown);
        AtlasTable({
          data: { rows, columns: table.columns, caption: table.caption, selected, param: "campus" },
          parentElement: tables.children[rank],
          setTriggerValue: (_, id) => open(table.rows ? { kind: "unit", code: id } : { kind: "campus", id }),
        });
      });
    }

    function open(event) {
      selected = event.kind === "campus" ? event.id : "";
      if (event.kind === "campus") record.replaceChildren(campusRecord(campusRows([event.id])[0]));
      else if (event.kind === "unit") record.replaceChildren(unitRecord(view.update, event.code));
      else record.replaceChildren(hint());
      drawMap();
      drawTables();
    }

    drawing.init(map, { title, attribution, root, load, onEvent: open });
    if (choice) {
      choice.addEventListener("change", () => {
        view = views[choice.selectedIndex];
        if (finding) finding.textContent = view.finding;
        open({ kind: "clear" });
      });
    }
    open({ kind: "clear" });
  }

  document.querySelectorAll("[data-live]").forEach(start);
})();

/* The atlas's own layer on a Leaflet map, inside the frame of streamlit-folium.
 *
 * The frame fetches what never changes (boundaries, campuses) once; the server then sends only
 * which campuses are shown and how many each unit holds. Every text reaches the page through
 * textContent, so that no value of the data can become markup.
 *
 * An exported page makes several maps with atlasMap(): its settings give the data instead of addresses
 * (load), the element that holds map and legend (root), and what to do with a click (onEvent).
 */
function atlasMap() {
  "use strict";

  const EARTH_RADIUS_M = 6378137;
  const MARK_PX = 20;
  const MARK_SMALLEST_PX = 9;
  const MARK_FULL_ZOOM = 5.5; // below, marks shrink with the land
  const LETTER_PX = 12; // smaller marks have no room for their letter
  const MAX_SPREAD_MARKS = 600;
  const SPREAD_ROUNDS = 240;
  const LEAST_PX = 100; // a smaller box holds no map
  const ANIMATION_S = 0.25;
  const STEP_MS = 1400;
  const LAND = "#f3f1ec";
  const PLAIN = -2; // class of a unit that is not looked at
  const NAME_GAP_PX = 6; // between a frame and its name outside
  const NAME_SHARE = 0.4; // of the height of its frame: a name that takes more leaves no room for marks
  const NAMES_COST = 0.25; // levels of zoom that names outside may cost: a sixth of the map's width
  const MARGIN_PX = { x: 56, y: 16 }; // both sides of the whole of France
  const OUTSIDE_CODE = "987"; // Polynésie française: drawn at every level, a unit of none

  const state = {
    map: null,
    config: null,
    insets: [],
    overview: null,
    collectivites: null,
    levels: {}, // level -> Promise of { group, layers: {code: [layer, …]}, labels }
    campuses: null, // Promise of rows
    marks: new Map(), // campus id -> [mark, …]
    update: null,
    drawn: {}, // last applied level, focus
    sequence: 0,
  };

  const calm = window.matchMedia("(prefers-reduced-motion: reduce)");

  function element(tag, className, text) {
    const node = document.createElement(tag);
    if (className) node.className = className;
    if (text !== undefined) node.textContent = text;
    return node;
  }

  function fetchJson(url) {
    return fetch(url).then((response) => {
      if (!response.ok) throw new Error(`${response.status} ${url}`);
      return response.json();
    });
  }

  function fetchGeo(name) {
    if (state.config.load) return Promise.resolve(state.config.load(name));
    return fetchJson(`${state.config.geo}${name}.json?v=${state.config.geoVersion}`);
  }

  // ---- overseas insets: an affine transform in spherical Mercator metres -------------------

  function toMercator(lat, lon) {
    const x = (EARTH_RADIUS_M * lon * Math.PI) / 180;
    const y = EARTH_RADIUS_M * Math.log(Math.tan(Math.PI / 4 + (lat * Math.PI) / 360));
    return [x, y];
  }

  function fromMercator(x, y) {
    const lat = (2 * Math.atan(Math.exp(y / EARTH_RADIUS_M)) - Math.PI / 2) * (180 / Math.PI);
    return [lat, ((x / EARTH_RADIUS_M) * 180) / Math.PI];
  }

  function insideInset(inset, lat, lon) {
    const box = inset.source;
    return lon >= box.west && lon <= box.east && lat >= box.south && lat <= box.north;
  }

  function throughInset(inset, lat, lon) {
    const [x, y] = toMercator(lat, lon);
    return fromMercator(
      (x - inset.source_center[0]) * inset.scale + inset.display_center[0],
      (y - inset.source_center[1]) * inset.scale + inset.display_center[1],
    );
  }

  function toDisplay(lat, lon) {
    const inset = state.insets.find((one) => !one.enlarges && insideInset(one, lat, lon));
    return inset ? throughInset(inset, lat, lon) : [lat, lon];
  }

  /* Where a click truly falls, insets undone. */
  function pointOf(latLng) {
    const inset = state.insets.find((one) => (!one.enlarges || isEnlarged(one)) && frameBounds(one).contains(latLng));
    if (!inset) return { kind: "point", lat: latLng.lat, lon: latLng.lng };
    const [x, y] = toMercator(latLng.lat, latLng.lng);
    const [lat, lon] = fromMercator(
      (x - inset.display_center[0]) / inset.scale + inset.source_center[0],
      (y - inset.display_center[1]) / inset.scale + inset.source_center[1],
    );
    return { kind: "point", lat, lon };
  }

  function mapCoordinates(coordinates, transform) {
    return typeof coordinates[0] === "number"
      ? transform(coordinates)
      : coordinates.map((part) => mapCoordinates(part, transform));
  }

  function featureThrough(inset, feature) {
    const transform = ([lon, lat]) => throughInset(inset, lat, lon).reverse();
    const geometry = {
      type: feature.geometry.type,
      coordinates: mapCoordinates(feature.geometry.coordinates, transform),
    };
    return { ...feature, geometry };
  }

  function frameBounds(inset) {
    const [west, south, east, north] = inset.frame;
    return L.latLngBounds(fromMercator(west, south), fromMercator(east, north));
  }

  function displayedFeatures(level, collection) {
    const features = [];
    for (const feature of collection.features) {
      const home = state.insets.find((inset) => !inset.enlarges && (inset.members[level] || []).includes(feature.id));
      features.push(home ? featureThrough(home, feature) : feature);
      for (const inset of state.insets) {
        if (inset.enlarges && (inset.members[level] || []).includes(feature.id)) {
          features.push({ ...featureThrough(inset, feature), clone: true });
        }
      }
    }
    const outside = state.insets.find((inset) => inset.code === OUTSIDE_CODE);
    return features.concat(state.collectivites.features.map((feature) => featureThrough(outside, feature)));
  }

  // ---- units --------------------------------------------------------------------------------

  function buildLevel(level, collection) {
    const layers = {};
    const group = L.geoJSON(
      { type: "FeatureCollection", features: displayedFeatures(level, collection) },
      {
        pane: "units",
        style: { className: "unit", weight: 0.8, color: "#ffffff", fillColor: "#f3f1ec", fillOpacity: 1 },
        onEachFeature(feature, layer) {
          (layers[feature.id] = layers[feature.id] || []).push(layer);
          layer.bindTooltip(() => unitTooltip(feature), { sticky: true, className: "atlas-tooltip", pane: "tips" });
          // Leaflet's tooltips make every outline a stop of the keyboard: the tables are its way to them.
          layer.on("add", () => layer.getElement() && layer.getElement().setAttribute("tabindex", "-1"));
          layer.on("mouseover", () => hoverUnit(layer, true));
          layer.on("mouseout", () => hoverUnit(layer, false));
          layer.on("click", (event) => send(state.update.picks ? pointOf(event.latlng) : { kind: "unit", level, code: feature.id }));
        },
      },
    );
    return { group, layers };
  }

  function levelReady(level) {
    if (!state.levels[level]) {
      state.levels[level] = fetchGeo(level).then((json) => buildLevel(level, json));
    }
    return state.levels[level];
  }

  function unitTooltip(feature) {
    const node = element("div");
    node.append(element("strong", "", feature.properties.name));
    node.append(element("div", "", unitValue(feature.id).text));
    return node;
  }

  function unitValue(code) {
    if (!state.update) return { text: "", step: -1 };
    const [text, step] = state.update.units[code] || [state.update.none_text, state.update.none_class];
    return { text, step };
  }

  /* Code of the territory in view, if it is a unit of the level drawn: codes repeat from level to level. */
  function focusedUnit() {
    const { focus, level } = state.update || {};
    return focus && (!focus.level || focus.level === level) ? focus.code : null;
  }

  function unitStyle(code) {
    const { step } = unitValue(code);
    const focus = focusedUnit() === code;
    const found = step >= 0 ? state.update.legend.classes[step] : { color: LAND, striped: step !== PLAIN };
    const fill = found.striped ? `url(#${stripesId(found.color)})` : found.color;
    return { fillColor: fill, color: focus ? "#1b1f24" : "#ffffff", weight: focus ? 2.5 : 0.8 };
  }

  function hoverUnit(layer, on) {
    const code = layer.feature.id;
    const style = unitStyle(code);
    layer.setStyle(on ? { color: "#1b1f24", weight: 2 } : style);
    if (on) layer.bringToFront();
    else bringFocusToFront();
  }

  function bringFocusToFront() {
    const code = focusedUnit();
    if (!code || !state.current) return;
    for (const layer of state.current.layers[code] || []) layer.bringToFront();
  }

  /* The border of the territory in view, dark on light and light on dark. */
  async function paintOutline() {
    const { focus } = state.update;
    const key = focus && focus.level ? `${focus.level} ${focus.code}` : "";
    if (key === state.drawn.outline) return;
    state.drawn.outline = key;
    if (state.outline) state.outline.remove();
    state.outline = null;
    if (!key) return;
    const { layers } = await levelReady(focus.level);
    if (state.drawn.outline !== key) return;
    const shapes = (layers[focus.code] || []).map((layer) => layer.toGeoJSON());
    const line = (color, weight) =>
      L.geoJSON(shapes, { pane: "leaders", interactive: false, style: { className: "outline", fill: false, color, weight } });
    state.outline = L.layerGroup([line("#ffffff", 5), line("#1b1f24", 2.5)]).addTo(state.map);
  }

  function paintUnits() {
    ensureStripes();
    for (const [code, layers] of Object.entries(state.current.layers)) {
      const style = unitStyle(code);
      for (const layer of layers) layer.setStyle(style);
    }
    bringFocusToFront();
  }

  async function showLevel(level) {
    const wanted = await levelReady(level);
    if (state.update.level !== level) return; // a later update asked for another level meanwhile
    if (state.current !== wanted) {
      if (state.current) state.map.removeLayer(state.current.group);
      wanted.group.addTo(state.map);
      state.current = wanted;
      showEnlargements(level);
    }
    paintUnits();
  }

  /* Each map has its own: a pattern of a hidden map draws nothing. */
  function stripesId(color) {
    return `atlas-stripes-${L.stamp(state.map)}-${color.slice(1)}`;
  }

  /* Units without anyone, and classes that colour alone does not tell apart in a grey print. */
  function ensureStripes() {
    const svg = state.map.getPane("units").querySelector("svg");
    if (!svg) return;
    const striped = state.update.legend.classes.filter((step) => step.striped);
    for (const [color, line, weight] of [[LAND, "#c9c4b8", 2], ...striped.map((step) => [step.color, step.striped, 1.2])]) {
      if (!svg.querySelector(`#${stripesId(color)}`)) svg.prepend(stripes(color, line, weight));
    }
  }

  function stripes(color, line, weight) {
    const size = 7;
    const pattern = svgElement("pattern", {
      id: stripesId(color),
      width: size,
      height: size,
      patternUnits: "userSpaceOnUse",
      patternTransform: "rotate(45)",
    });
    pattern.append(svgElement("rect", { width: size, height: size, fill: color }));
    pattern.append(svgElement("line", { x1: 0, y1: 0, x2: 0, y2: size, stroke: line, "stroke-width": weight }));
    const defs = svgElement("defs", {});
    defs.append(pattern);
    return defs;
  }

  // ---- inset frames -------------------------------------------------------------------------

  function drawFrames() {
    const names = [];
    state.sizeInsetNames = () => {
      // Marks would hide a name inside its frame: it stands outside wherever there is room.
      const left = ({ bounds }) => state.map.latLngToContainerPoint(bounds.getNorthWest()).x;
      const top = ({ bounds }) => state.map.latLngToContainerPoint(bounds.getNorthWest()).y;
      const foot = ({ bounds }) => state.map.latLngToContainerPoint(bounds.getSouthEast()).y;
      const room = Math.min(...names.map(left)) - NAME_GAP_PX - 2;
      for (const { name } of names) {
        name.hidden = false;
        name.classList.add("outside");
        name.style.width = "min-content";
        name.style.maxWidth = "";
      }
      state.nameWidth = Math.max(...names.map(({ name, inset }) => (inset.enlarges ? 0 : name.offsetWidth)));
      const isRoomy = room >= state.nameWidth;
      for (const named of names) {
        const { name, bounds, inset } = named;
        name.classList.toggle("outside", isRoomy);
        const width = state.map.latLngToContainerPoint(bounds.getNorthEast()).x - left(named) - 6;
        const isTooWide = !isRoomy && width < name.offsetWidth;
        name.style.width = isRoomy ? "max-content" : `${width}px`;
        name.style.maxWidth = isRoomy && !name.classList.contains("above") ? `${room}px` : "";
        const height = isRoomy ? 0 : name.offsetTop + name.offsetHeight;
        name.hidden = isTooWide || height > NAME_SHARE * (foot(named) - top(named));
        inset.nameHeight = name.hidden ? 0 : height;
      }
    };
    state.frames = state.insets.map((inset) => {
      const bounds = frameBounds(inset);
      const frame = L.rectangle(bounds, { pane: "frames", className: "inset-frame", interactive: false });
      const name = element("span", inset.enlarges ? "inset-name above" : "inset-name", inset.name);
      names.push({ name, bounds, inset });
      const icon = L.divIcon({ className: "inset-label", html: name, iconSize: null });
      const label = L.marker(bounds.getNorthWest(), { icon, interactive: false, keyboard: false, pane: "labels" });
      const layers = L.layerGroup([frame, label]);
      if (!inset.enlarges) layers.addTo(state.map);
      return { inset, layers };
    });
  }

  /* Beside an overseas frame that fills the map, an enlargement of the mainland would be a scrap. */
  function isEnlarged(inset) {
    const { level, focus } = state.update;
    return inset.enlarges && level === "departement" && !(focus && insetOfFocus(focus));
  }

  /* Frame of the overseas unit that a focus is. */
  function insetOfFocus(focus) {
    const isOutside = focus.code === OUTSIDE_CODE; // its inset shows only a part of it
    const isWhole = (inset) => (isOutside ? inset.code : (inset.members[focus.level] || []).join()) === focus.code;
    return state.insets.find((inset) => !inset.enlarges && isWhole(inset));
  }

  function showEnlargements() {
    for (const { inset, layers } of state.frames) {
      if (!inset.enlarges) continue;
      if (isEnlarged(inset)) layers.addTo(state.map);
      else layers.remove();
    }
  }

  /* Whether a campus has the mention on the day shown. */
  function isExcellent(campus) {
    const day = state.update && state.update.day;
    return campus.excellence !== "" && (!day || campus.excellence <= day);
  }

  // ---- marks --------------------------------------------------------------------------------

  function markNode(campus) {
    const filiere = state.filieres[campus.filiere];
    const node = element("span", "mark", filiere.letter);
    node.style.setProperty("--hue", filiere.color);
    if (campus.position !== "seat") node.classList.add("approximate");
    return node;
  }

  function campusTooltip(campus) {
    const node = element("div");
    node.append(element("strong", "", campus.name));
    node.append(element("div", "", state.filieres[campus.filiere].name));
    const place = [campus.place || "position approximative", isExcellent(campus) ? "mention excellence" : ""];
    node.append(element("div", "dim", place.filter(Boolean).join(" · ")));
    return node;
  }

  /* A tooltip opens above its mark unless the frame has no room there. */
  function keepInside(tooltip) {
    tooltip.options.direction = "top";
    tooltip.update();
    const inside = state.map.getContainer().getBoundingClientRect();
    const box = tooltip.getElement().getBoundingClientRect();
    if (box.left < inside.left) tooltip.options.direction = "right";
    else if (box.right > inside.right) tooltip.options.direction = "left";
    else if (box.top < inside.top) tooltip.options.direction = "bottom";
    tooltip.options.offset = { top: [0, -10], bottom: [0, 10], left: [-10, 0], right: [10, 0] }[tooltip.options.direction];
    tooltip.update();
  }

  function buildMark(campus, latLng, clone) {
    const icon = L.divIcon({ className: "mark-box", html: markNode(campus), iconSize: [MARK_PX, MARK_PX] });
    // The table under the map is the keyboard's way to a campus: a hundred more stops would bar the page.
    const marker = L.marker(latLng, { icon, keyboard: false, pane: "marks", riseOnHover: true });
    marker.bindTooltip(() => campusTooltip(campus), { className: "atlas-tooltip", offset: [0, -10], direction: "top", pane: "tips" });
    marker.on("tooltipopen", (event) => keepInside(event.tooltip));
    marker.on("click", () => send({ kind: "campus", id: campus.id }));
    marker.on("add", () => {
      marker.getElement().dataset.campus = campus.id;
      if (clone) marker.getElement().dataset.clone = "";
    });
    return { marker, campus, anchor: L.latLng(latLng), clone };
  }

  async function campusesReady() {
    if (!state.campuses) {
      state.campuses = state.fetched.then((json) => {
        state.filieres = json.filieres;
        for (const row of json.campuses) {
          const marks = [buildMark(row, toDisplay(row.lat, row.lon), null)];
          for (const inset of state.insets) {
            if (inset.enlarges && insideInset(inset, row.lat, row.lon)) {
              marks.push(buildMark(row, throughInset(inset, row.lat, row.lon), inset));
            }
          }
          state.marks.set(row.id, marks);
        }
        return json.campuses;
      });
    }
    return state.campuses;
  }

  function visibleMarks() {
    return [...state.marks.values()].flat().filter((mark) => !mark.clone || isEnlarged(mark.clone));
  }

  /* Marks that overlap push each other apart, whatever the filter shows: a filter must not make
   * the others move. The result depends only on the zoom. */
  function spreadMarks() {
    const marks = visibleMarks();
    const size = markSize();
    state.map.getContainer().style.setProperty("--mark", `${size}px`);
    state.map.getContainer().classList.toggle("unlettered", size < LETTER_PX);
    const points = marks.map((mark, index) => {
      const home = state.map.latLngToLayerPoint(mark.anchor);
      const angle = index * 2.399963; // golden angle: marks of one commune leave in different directions
      return { home, x: home.x + Math.cos(angle) * 0.5, y: home.y + Math.sin(angle) * 0.5, top: belowName(mark, size) };
    });
    if (marks.length <= MAX_SPREAD_MARKS) relax(points, size + 1);
    marks.forEach((mark, index) => {
      const point = points[index];
      const moved = Math.hypot(point.x - point.home.x, point.y - point.home.y);
      mark.marker.setLatLng(moved < 1 ? mark.anchor : state.map.layerPointToLatLng([point.x, point.y]));
      mark.leader = moved > size * 0.6 ? [mark.anchor, mark.marker.getLatLng()] : null;
    });
    drawLeaders();
  }

  /* Least height of a mark, so that it hides no name inside its frame. */
  function belowName(mark, size) {
    const inset = mark.clone || state.insets.find((one) => !one.enlarges && frameBounds(one).contains(mark.anchor));
    if (!inset || !inset.nameHeight) return -Infinity;
    return state.map.latLngToLayerPoint(frameBounds(inset).getNorthWest()).y + inset.nameHeight + size / 2;
  }

  function markSize() {
    const full = state.config.markPx ? state.config.markPx() : MARK_PX;
    const size = full + (state.map.getZoom() - MARK_FULL_ZOOM) * 8;
    return Math.round(Math.min(full, Math.max(MARK_SMALLEST_PX, size)));
  }

  function relax(points, gap) {
    for (let round = 0; round < SPREAD_ROUNDS; round += 1) {
      let moved = false;
      for (const point of points) point.y = Math.max(point.y, point.top);
      for (let i = 0; i < points.length; i += 1) {
        for (let j = i + 1; j < points.length; j += 1) {
          const dx = points[j].x - points[i].x;
          const dy = points[j].y - points[i].y;
          const distance = Math.hypot(dx, dy);
          if (distance >= gap) continue;
          const push = (gap - distance) / 2 / (distance || 1);
          points[i].x -= dx * push;
          points[i].y -= dy * push;
          points[j].x += dx * push;
          points[j].y += dy * push;
          moved = true;
        }
      }
      if (!moved) return;
    }
  }

  function shownMarks() {
    return visibleMarks().filter((mark) => state.map.hasLayer(mark.marker));
  }

  function drawLeaders() {
    state.leaders.setLatLngs(shownMarks().map((mark) => mark.leader).filter(Boolean));
  }

  function paintMarks() {
    const shown = new Set(state.update.shown);
    for (const [id, marks] of state.marks) {
      for (const mark of marks) {
        const wanted = shown.has(id) && (!mark.clone || isEnlarged(mark.clone));
        if (wanted !== state.map.hasLayer(mark.marker)) {
          if (wanted) mark.marker.addTo(state.map);
          else mark.marker.remove();
        }
        if (!wanted) continue;
        const selected = id === state.update.selected;
        mark.marker.getElement().classList.toggle("selected", selected);
        mark.marker.getElement().querySelector(".mark").classList.toggle("excellence", isExcellent(mark.campus));
        mark.marker.setZIndexOffset(selected ? 1000 : 0);
      }
    }
    drawLeaders();
  }

  // ---- the network of one campus ------------------------------------------------------------

  function memberTooltip(member) {
    const node = element("div");
    node.append(element("strong", "", member.place));
    for (const name of member.names) node.append(element("div", "", name));
    return node;
  }

  /* A square at each commune that holds members, joined to the seat when the seat is known. */
  function paintMembers() {
    if (state.network) state.network.remove();
    const { members, selected } = state.update;
    const [seat] = state.marks.get(selected) || [];
    state.network = L.layerGroup().addTo(state.map);
    for (const member of members) {
      const at = L.latLng(toDisplay(member.lat, member.lon));
      const isAtSeat = seat && member.is_linked && at.equals(seat.anchor, 1e-3);
      const node = element("span", isAtSeat ? "member at-seat" : "member", member.names.length > 1 ? String(member.names.length) : "");
      const icon = L.divIcon({ className: "member-box", html: node, iconSize: [16, 16] });
      const marker = L.marker(at, { icon, keyboard: false, pane: "marks", riseOnHover: true });
      marker.bindTooltip(() => memberTooltip(member), { className: "atlas-tooltip", offset: [0, -10], direction: "top", pane: "tips" });
      marker.on("tooltipopen", (event) => keepInside(event.tooltip));
      state.network.addLayer(marker);
      if (!seat || !member.is_linked || isAtSeat) continue;
      state.network.addLayer(L.polyline([seat.anchor, at], { pane: "leaders", className: "network-line", interactive: false }));
    }
  }

  // ---- a scenario, or sites proposed --------------------------------------------------------

  function siteTooltip(site) {
    return element("div", "", site.text);
  }

  /* Violet lozenges with their number: neither the hue nor the shape of a real campus. */
  function paintSites() {
    if (state.sites) state.sites.remove();
    state.sites = L.layerGroup().addTo(state.map);
    for (const site of state.update.sites || []) {
      const points = [toDisplay(site.lat, site.lon)];
      for (const inset of state.insets) {
        if (isEnlarged(inset) && insideInset(inset, site.lat, site.lon)) points.push(throughInset(inset, site.lat, site.lon));
      }
      for (const at of points) {
        const node = element("span", "site", "");
        node.append(element("b", "", site.label));
        const icon = L.divIcon({ className: "site-box", html: node, iconSize: [24, 24] });
        const marker = L.marker(at, { icon, keyboard: false, pane: "marks", zIndexOffset: 800, riseOnHover: true });
        marker.bindTooltip(() => siteTooltip(site), { className: "atlas-tooltip", offset: [0, -10], direction: "top", pane: "tips" });
        marker.on("tooltipopen", (event) => keepInside(event.tooltip));
        state.sites.addLayer(marker);
      }
    }
  }

  // ---- labels, legend, controls -------------------------------------------------------------

  function placeLabels() {
    state.labels.clearLayers();
    if (state.update.level === "departement" && state.map.getZoom() < state.overviewZoom + 1) return;
    const taken = [];
    const marks = shownMarks().map((mark) => state.map.latLngToLayerPoint(mark.marker.getLatLng()));
    for (const layers of Object.values(state.current.layers)) {
      const layer = layers[0];
      if (layer.feature.id === OUTSIDE_CODE || insetOf(layer)) continue;
      const name = element("span", "unit-name", layer.feature.properties.name);
      const center = state.map.latLngToLayerPoint(labelPoint(layer));
      const box = layer.getBounds();
      const width = layer.feature.properties.name.length * 6.2;
      const room = state.map.latLngToLayerPoint(box.getSouthEast()).x - state.map.latLngToLayerPoint(box.getNorthWest()).x;
      if (width > room) continue;
      const rect = [center.x - width / 2, center.y - 8, center.x + width / 2, center.y + 8];
      if (isCut(rect)) continue;
      if (taken.some((other) => overlap(rect, other)) || marks.some((point) => near(point, rect))) continue;
      taken.push(rect);
      const icon = L.divIcon({ className: "unit-label", html: name, iconSize: null });
      state.labels.addLayer(L.marker(labelPoint(layer), { icon, interactive: false, keyboard: false, pane: "labels" }));
    }
  }

  /* Whether the frame's edge runs through a label. */
  function isCut([left, top, right, bottom]) {
    const size = state.map.getSize();
    const [from, to] = [[left, top], [right, bottom]].map((corner) => state.map.layerPointToContainerPoint(corner));
    const inside = from.x >= 0 && from.y >= 0 && to.x <= size.x && to.y <= size.y;
    const outside = to.x < 0 || to.y < 0 || from.x > size.x || from.y > size.y;
    return !inside && !outside;
  }

  function insetOf(layer) {
    return state.insets.some((inset) => !inset.enlarges && frameBounds(inset).contains(layer.getBounds()));
  }

  function labelPoint(layer) {
    const point = layer.feature.properties.label;
    return point ? L.latLng(point) : layer.getBounds().getCenter();
  }

  function near(point, [left, top, right, bottom]) {
    const reach = MARK_PX / 2;
    return point.x > left - reach && point.x < right + reach && point.y > top - reach && point.y < bottom + reach;
  }

  function overlap(a, b) {
    return a[0] < b[2] && b[0] < a[2] && a[1] < b[3] && b[1] < a[3];
  }

  function swatch(className, color, stripe) {
    const node = element("span", `swatch ${className}`);
    if (color) node.style.backgroundColor = color;
    if (stripe) node.style.setProperty("--stripe", stripe);
    return node;
  }

  function legendRow(mark, text, count) {
    const row = element("li");
    row.append(mark, element("span", "", text));
    if (count !== undefined) row.append(element("span", "dim", `(${count})`));
    return row;
  }

  /* Whether a unit of the map has no value. */
  function isUnvalued() {
    const { units } = state.update;
    return Object.keys(state.current.layers).some((code) => !units[code]);
  }

  function paintLegend() {
    const { legend } = state.update;
    const body = state.legend;
    body.replaceChildren(element("h2", "", legend.title));
    const list = element("ul");
    for (const step of legend.classes) {
      list.append(legendRow(swatch(step.striped ? "striped" : "", step.color, step.striped), step.label, step.units));
    }
    if (legend.none) list.append(legendRow(swatch("hatch"), legend.none.label, legend.none.units));
    if (state.update.none_class === PLAIN && !state.update.focus && isUnvalued()) {
      const row = legendRow(swatch("", LAND), state.update.none_text);
      row.classList.add("plain");
      list.append(row);
    }
    body.append(list);
    const marks = element("ul");
    marks.append(legendRow(element("span", "mark sample", ""), "Campus"));
    marks.append(legendRow(element("span", "mark sample excellence", ""), "Mention excellence"));
    marks.append(legendRow(element("span", "mark sample approximate", ""), "Position approximative"));
    if (state.update.members.length) marks.append(legendRow(element("span", "member sample", ""), "Membres du réseau, par commune"));
    if ((state.update.sites || []).length) marks.append(legendRow(element("span", "site sample", ""), state.update.sites_name));
    body.append(marks);
    if (legend.note) body.append(element("p", "legend-note", legend.note));
    fitLegend();
    if (window.frameElement) nameMap(`Carte : ${legend.title}. Le tableau de la page dit la même chose.`);
  }

  function nameMap(title) {
    if (window.frameElement) window.frameElement.title = title;
    state.map.getContainer().setAttribute("aria-label", title);
  }

  // A legend taller than its share of the frame scrolls: then, and only then, the keyboard stops at it.
  function fitLegend() {
    const { legend } = state;
    if (legend.scrollHeight > legend.clientHeight) legend.tabIndex = 0;
    else legend.removeAttribute("tabindex");
  }

  const ICONS = {
    home: "M3 9.5 10 3l7 6.5M5 8.5V17h4v-5h2v5h4V8.5",
    full: "M3 7V3h4M13 3h4v4M17 13v4h-4M7 17H3v-4",
    play: "M6 4l10 6-10 6z",
    pause: "M6 4v12M13 4v12",
    plan: "M3 5l5-2 4 2 5-2v12l-5 2-4-2-5 2zM8 3v12M12 5v12",
  };

  function svgElement(tag, attributes) {
    const node = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    return node;
  }

  function icon(name) {
    const svg = svgElement("svg", { viewBox: "0 0 20 20", width: 18, height: 18, "aria-hidden": "true" });
    svg.append(svgElement("path", { d: ICONS[name], fill: "none", stroke: "currentColor", "stroke-width": 1.6 }));
    return svg;
  }

  function button(label, symbol, onClick) {
    const node = element("button", "map-button");
    node.append(icon(symbol));
    node.type = "button";
    node.title = label;
    node.setAttribute("aria-label", label);
    node.addEventListener("click", onClick);
    return node;
  }

  function addControl(position, node) {
    const Control = L.Control.extend({
      onAdd() {
        L.DomEvent.disableClickPropagation(node);
        L.DomEvent.disableScrollPropagation(node);
        return node;
      },
    });
    return new Control({ position }).addTo(state.map);
  }

  function addControls() {
    const map = state.map;
    map.attributionControl.setPrefix(false).addAttribution(state.config.attribution);
    L.control.scale({ imperial: false, position: "bottomright", maxWidth: state.config.scaleWidth || 80 }).addTo(map);
    const bar = element("div", "leaflet-bar map-buttons");
    bar.append(button("Voir toute la France", "home", () => goTo(state.overview)));
    if (document.fullscreenEnabled) {
      const full = button("Carte en plein écran", "full", () => (document.fullscreenElement ? document.exitFullscreen() : (state.config.root || document.documentElement).requestFullscreen()));
      document.addEventListener("fullscreenchange", () => full.setAttribute("aria-pressed", String(Boolean(document.fullscreenElement))));
      full.setAttribute("aria-pressed", "false");
      bar.append(full);
    }
    if (state.config.tiles) bar.append(button("Afficher ou masquer le fond de plan de l’IGN", "plan", toggleTiles));
    map.zoomControl.setPosition("topright"); // this makes its buttons anew
    for (const [name, label] of [["in", "Agrandir"], ["out", "Réduire"]]) {
      const link = map.zoomControl.getContainer().querySelector(`.leaflet-control-zoom-${name}`);
      link.title = label;
      link.setAttribute("aria-label", label);
    }
    addControl("topright", bar);
    // Under the map rather than over it: whatever the width, it hides no territory.
    state.legend = element("section", "legend");
    state.legend.setAttribute("aria-label", "Légende");
    state.root.append(state.legend);
    new ResizeObserver(fitLegend).observe(state.legend);
  }

  function toggleTiles() {
    if (!state.tiles) {
      state.tiles = L.tileLayer(state.config.tiles.url, { attribution: state.config.tiles.attribution, maxZoom: 18 });
    }
    const on = !state.map.hasLayer(state.tiles);
    if (on) state.tiles.addTo(state.map);
    else state.tiles.remove();
    state.map.getPane("units").style.opacity = on ? 0.55 : 1;
  }

  // ---- playing the past ---------------------------------------------------------------------

  function buildPlayer() {
    const bar = element("section", "player");
    bar.setAttribute("aria-label", "Rejouer les labels, date par date");
    const play = element("button", "map-button", "");
    play.type = "button";
    play.addEventListener("click", () => (state.playing ? pause() : resume()));
    const slider = element("input");
    slider.type = "range";
    slider.min = 0;
    slider.setAttribute("aria-label", "Date");
    slider.addEventListener("input", () => {
      pause();
      showStep(Number(slider.value));
    });
    const label = element("output", "player-label");
    bar.append(play, slider, label);
    state.root.insertBefore(bar, state.legend);
    state.player = { bar, play, slider, label };
  }

  function playButton(playing) {
    const name = playing ? "Arrêter" : "Lire";
    state.player.play.replaceChildren(icon(playing ? "pause" : "play"));
    state.player.play.setAttribute("aria-label", name);
    state.player.play.title = name;
  }

  function resume() {
    const last = state.update.steps.length - 1;
    if (state.step >= last) showStep(0);
    playButton(true);
    state.playing = window.setInterval(() => {
      if (state.step >= last) pause();
      else showStep(state.step + 1);
    }, STEP_MS);
  }

  function pause() {
    window.clearInterval(state.playing);
    state.playing = null;
    playButton(false);
  }

  function showStep(position) {
    const step = state.update.steps[position];
    state.step = position;
    Object.assign(state.update, { shown: step.shown, units: step.units, legend: step.legend, day: step.day });
    paintUnits();
    paintMarks();
    paintLegend();
    state.player.slider.value = position;
    state.player.slider.setAttribute("aria-valuetext", step.label);
    state.player.label.textContent = step.label;
    state.root.dataset.step = String(position);
  }

  function preparePlayer() {
    const steps = state.update.steps;
    if (!steps.length) {
      if (state.player) state.player.bar.hidden = true;
      return;
    }
    if (!state.player) buildPlayer();
    pause();
    state.player.bar.hidden = false;
    state.player.slider.max = steps.length - 1;
    showStep(steps.length - 1);
  }

  // ---- view ---------------------------------------------------------------------------------

  /* The buttons stand in the right margin, so that they hide no territory. */
  function room() {
    return { paddingTopLeft: [8, 8], paddingBottomRight: [48, 8] };
  }

  /* The same for the whole of France, with room on the left for the names of the frames if there can be. */
  function overviewRoom() {
    const view = { ...room(), maxZoom: state.overviewZoom };
    const [west, east] = [state.overview.getNorthWest(), state.overview.getSouthEast()].map((corner) => state.map.project(corner, state.overviewZoom).x);
    const spare = state.map.getSize().x - (east - west) - MARGIN_PX.x;
    const wanted = namesWidth();
    // Leaflet halves what is left between both sides.
    if (spare >= wanted) view.paddingTopLeft[0] += Math.max(0, 2 * wanted - spare);
    return view;
  }

  function overviewZoom() {
    const zoom = state.map.getBoundsZoom(state.overview, false, L.point(MARGIN_PX.x, MARGIN_PX.y));
    const beside = state.map.getBoundsZoom(state.overview, false, L.point(MARGIN_PX.x + namesWidth(), MARGIN_PX.y));
    return zoom - beside > (state.config.namesCost || NAMES_COST) ? zoom : beside;
  }

  function namesWidth() {
    return state.nameWidth ? state.nameWidth + NAME_GAP_PX : 0;
  }

  function goTo(bounds, animate = true) {
    if (state.zooming) {
      state.pending = bounds; // Leaflet ignores a new view while it zooms
      return;
    }
    const view = bounds === state.overview ? overviewRoom() : room();
    state.map.fitBounds(bounds, { ...view, animate: animate && !calm.matches, duration: ANIMATION_S });
  }

  function displayedBounds(focus) {
    const inset = insetOfFocus(focus);
    if (inset) return frameBounds(inset);
    const [west, south, east, north] = focus.bounds;
    return L.latLngBounds(toDisplay(south, west), toDisplay(north, east));
  }

  function followFocus() {
    const focus = state.update.focus;
    const key = focus ? focus.bounds.join() : "";
    if (key === state.drawn.focus) return;
    const first = state.drawn.focus === undefined;
    state.drawn.focus = key;
    showEnlargements();
    if (!focus) {
      if (!first) goTo(state.overview);
      return;
    }
    goTo(displayedBounds(focus).pad(0.08), !first);
  }

  function fitOverview() {
    if (!state.overview) return;
    state.map.invalidateSize({ animate: false, pan: false });
    const size = state.map.getSize();
    if (size.x < LEAST_PX || size.y < LEAST_PX) return; // not laid out, or hidden: nothing fits in it
    if (state.frames) state.sizeInsetNames(); // on a slide, their type follows the window
    const zoom = overviewZoom();
    const first = state.overviewZoom === undefined;
    const stood = [state.overviewZoom, state.fittedZoom].some((one) => Math.abs(state.map.getZoom() - one) < 0.01);
    const wasThere = first || stood;
    state.overviewZoom = zoom;
    state.map.options.minZoom = Math.min(zoom - 0.75, state.map.getZoom());
    if (wasThere && !(state.update && state.update.focus)) {
      state.map.fitBounds(state.overview, { ...overviewRoom(), animate: false });
      state.fittedZoom = state.map.getZoom(); // the bounds may ask for less than the zoom allows
    }
    state.map.options.minZoom = zoom - 0.75;
    if (first && state.update && state.update.focus) goTo(displayedBounds(state.update.focus).pad(0.08), false);
    if (!state.frames) return;
    state.sizeInsetNames();
    afterZoom();
  }

  function send(message) {
    state.sequence += 1;
    if (state.config.onEvent) {
      state.config.onEvent(message);
      return;
    }
    // The number makes a second click on the same thing a new value.
    window.Streamlit.setComponentValue({ ...message, sequence: state.sequence });
  }

  function afterZoom() {
    if (!state.current) return;
    state.sizeInsetNames();
    spreadMarks();
    placeLabels();
  }

  // ---- entry points -------------------------------------------------------------------------

  async function prepare() {
    const [insets, collectivites] = await Promise.all([
      fetchGeo("insets"),
      fetchGeo("collectivite"),
    ]);
    state.insets = insets.insets;
    state.collectivites = collectivites;
    state.overview = L.latLngBounds(insets.overview.bounds);
    fitOverview();
    drawFrames();
    fitOverview(); // again, now that the width of the names is known
  }

  function init(map, config) {
    state.map = map;
    state.config = config;
    state.root = config.root || document.body;
    for (const [pane, order] of [["frames", 340], ["units", 350], ["leaders", 440], ["labels", 450], ["marks", 600], ["tips", 700]]) {
      map.createPane(pane).style.zIndex = order;
    }
    map.getPane("labels").style.pointerEvents = "none";
    // What is drawn is said by the table under the map: a hundred letters in a row say nothing.
    map.getPane("mapPane").setAttribute("aria-hidden", "true");
    nameMap(config.title);
    map.getContainer().setAttribute("role", "region");
    state.labels = L.layerGroup().addTo(map);
    state.leaders = L.polyline([], { pane: "leaders", className: "leader", interactive: false }).addTo(map);
    map.getPane("leaders").style.pointerEvents = "none";
    addControls();
    state.ready = prepare();
    // On its way while the boundaries come.
    state.fetched = config.load ? Promise.resolve(config.load("campuses")) : fetchJson(config.campuses);
    map.on("zoomanim", () => {
      state.zooming = true;
    });
    map.on("zoomend", () => {
      state.zooming = false;
      afterZoom();
      const { pending } = state;
      state.pending = null;
      if (pending) goTo(pending);
    });
    // The style sheet may come after the map is made: watch the box itself, not the window.
    new ResizeObserver(fitOverview).observe(map.getContainer());
    // On paper the frame has another size, and no observer is told before the page is printed.
    window.matchMedia("print").addEventListener("change", () => {
      map.invalidateSize({ animate: false, pan: false });
      if (state.update && state.update.focus) goTo(displayedBounds(state.update.focus).pad(0.08), false);
      else fitOverview();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !document.fullscreenElement) send({ kind: "clear" });
    });
  }

  async function update(payload) {
    state.update = payload;
    await state.ready;
    await campusesReady();
    if (state.update !== payload) return;
    await showLevel(payload.level);
    if (state.update !== payload) return;
    const enlargementChanged = state.drawn.level !== payload.level;
    state.drawn.level = payload.level;
    followFocus();
    await paintOutline();
    if (state.update !== payload) return;
    if (enlargementChanged) {
      state.sizeInsetNames();
      spreadMarks();
    }
    paintMarks();
    paintMembers();
    paintSites();
    placeLabels();
    paintLegend();
    preparePlayer();
    state.root.dataset.drawn = payload.token;
  }

  return { init, update };
}

window.AtlasMap = atlasMap();

/* The presenter: keyboard, progress, live maps, the speaker's window. Nothing is fetched, and every text reaches
 * the page through textContent. All views are laid out from the start: showing one only makes it visible. */
(function () {
  "use strict";

  const CENTER = [46.6, 1.5];
  const SHOWN_MS = 2500; // how long the buttons stay after the pointer has moved
  const NAMES_COST = 0.5; // levels of zoom given for the names of the overseas frames, to be read from afar
  const TYPED_MS = 3000; // how long a number waits for Enter
  const MARK_SHARE = 0.0125; // of the width of a view: a letter of 14 px on a screen of 1920
  const LEAST_MARK_PX = 16;
  const SCROLL_PX = 60; // what an arrow scrolls a table by
  const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const LETTERS = "atlas-raccourcis"; // where the browser keeps whether single characters are shortcuts
  const deck = document.getElementById("deck");
  const slides = [...document.querySelectorAll(".slide")];
  const bar = document.querySelector(".bar");
  const desk = document.querySelector(".desk");
  const help = document.querySelector(".help");
  const rank = document.getElementById("rank");
  const isSpeaker = location.hash.startsWith("#orateur");
  const narrow = matchMedia("(max-width: 700px)");
  const names = slides.map((slide) => slide.getAttribute("aria-label"));
  const parsed = new Map();
  const maps = new Map(); // slide -> its map, and how it was framed
  let current = -1;
  let typed = "";
  let forgetting = 0;
  let hasLetters = remembered() !== "off";
  let other = isSpeaker ? window.opener : null; // the other window
  let started = Date.now();

  function load(name) {
    if (!parsed.has(name)) parsed.set(name, JSON.parse(document.getElementById(`atlas-data-${name}`).textContent));
    return parsed.get(name);
  }

  function button(action) {
    return bar.querySelector(`[data-do="${action}"]`);
  }

  /* Views scroll on a small screen, but not in the speaker's window. */
  function isNarrow() {
    return narrow.matches && !isSpeaker;
  }

  function remembered() {
    try {
      return sessionStorage.getItem(LETTERS);
    } catch {
      return null; // a page opened from a disk may have no storage
    }
  }

  function toggleLetters() {
    hasLetters = !hasLetters;
    type("");
    try {
      sessionStorage.setItem(LETTERS, hasLetters ? "on" : "off");
    } catch {
      // It holds until the page is closed.
    }
  }

  // ---- maps ---------------------------------------------------------------------------------

  function unitName(update, code) {
    const features = [...load(update.level).features, ...load("collectivite").features];
    const unit = features.find((feature) => feature.id === code);
    return unit ? unit.properties.name : "";
  }

  function said(update, event) {
    if (event.kind === "unit") {
      const text = update.units[event.code] ? update.units[event.code][0] : update.none_text;
      return `${unitName(update, event.code)}\u00a0: ${text}`;
    }
    if (event.kind !== "campus") return "";
    const { campuses, filieres } = load("campuses");
    const row = campuses.find((one) => one.id === event.id);
    return row ? `${row.name}, ${filieres[row.filiere].name}${row.excellence ? ", mention excellence" : ""}` : "";
  }

  function startMap(slide) {
    const frame = slide.querySelector("[data-map]");
    if (!frame || maps.has(slide)) return;
    const { title, attribution, update } = load(frame.dataset.map);
    const picked = slide.querySelector(".picked");
    const map = L.map(frame.querySelector(".live-map"), {
      center: CENTER,
      zoom: 5,
      zoomSnap: 0.1,
      zoomDelta: 0.5,
      wheelPxPerZoomLevel: 120,
      maxZoom: 12,
    });
    const drawing = atlasMap();
    const onEvent = (event) => {
      picked.textContent = said(update, event);
      fitTold(slide);
    };
    const markPx = () => Math.max(LEAST_MARK_PX, Math.round(slide.offsetWidth * MARK_SHARE));
    drawing.init(map, { title, attribution, root: frame, load, onEvent, scaleWidth: 150, markPx, namesCost: NAMES_COST });
    drawing.update(structuredClone(update)).then(() => {
      // Beside the map, which needs the height.
      slide.querySelector(".told").append(frame.querySelector(".legend"), letterKey(update.shown));
      slide.querySelector(".behind")?.prepend(letterKey(update.shown));
      fitTold(slide);
      map.invalidateSize({ animate: false, pan: false });
      // The map frames itself anew when the page is laid out again, without the legend and with the player.
      requestAnimationFrame(() => requestAnimationFrame(() => {
        maps.get(slide).home = { size: map.getSize(), center: map.getCenter(), zoom: map.getZoom() };
      }));
    });
    const one = { map, frame, picked, drawing, update, home: null, isZooming: false, isLate: false };
    map.on("zoomanim", () => {
      one.isZooming = true;
    });
    map.on("zoomend", () => {
      one.isZooming = false;
      if (one.isLate) frameAgain(slide);
    });
    maps.set(slide, one);
  }

  /* What the letters of the marks mean. */
  function letterKey(shown) {
    const { campuses, filieres } = load("campuses");
    const kept = new Set(shown);
    const used = new Set(campuses.filter((row) => kept.has(row.id)).map((row) => row.filiere));
    const list = document.createElement("ul");
    list.className = "key";
    list.setAttribute("aria-label", "Lettres des filières");
    for (const filiere of filieres.filter((_, index) => used.has(index))) {
      const mark = document.createElement("span");
      mark.className = "atlas-mark";
      mark.style.background = filiere.color;
      mark.textContent = filiere.letter;
      const row = document.createElement("li");
      row.append(mark, filiere.short);
      list.append(row);
    }
    return list;
  }

  /* The key is beside the map where there is room for it, else behind it, over the table; then the words come
   * closer together, and the figures, which the finding sums up, give their place: the legend is whole. */
  function fitTold(slide) {
    const told = slide.querySelector(".told");
    const key = told && told.querySelector(".key");
    if (!key) return;
    const isOver = () => {
      const last = key.hidden ? key.previousElementSibling : key;
      return !isNarrow() && last.getBoundingClientRect().bottom > told.getBoundingClientRect().bottom + 1;
    };
    key.hidden = false;
    told.classList.remove("tight", "without-figures");
    key.hidden = isOver();
    const behind = slide.querySelector(".behind .key");
    if (behind) behind.hidden = !key.hidden;
    told.classList.toggle("tight", isOver());
    told.classList.toggle("without-figures", isOver());
  }

  /* A map is shown again as it was framed, on its last date, with nothing chosen. */
  function frameAgain(slide) {
    const one = maps.get(slide);
    if (!one || !one.home) return;
    one.picked.textContent = "";
    fitTold(slide);
    const { map, home } = one;
    one.isLate = one.isZooming; // a zoom under way would end where it was going
    if (one.isLate) return;
    if (!map.getSize().equals(home.size)) {
      home.size = map.getSize();
      home.center = null;
    }
    if (home.center) {
      if (map.getZoom() !== home.zoom || !map.getCenter().equals(home.center)) map.setView(home.center, home.zoom, { animate: false });
    } else {
      slide.querySelector(".map-buttons .map-button").click();
    }
    const last = one.update.steps.length - 1;
    if (last >= 0 && Number(one.frame.dataset.step) !== last) one.drawing.update(structuredClone(one.update));
  }

  // ---- tables -------------------------------------------------------------------------------

  /* Rows that the slide has no room for are left out, and the caption says so. A table that scrolls keeps them. */
  function fitTables() {
    for (const box of document.querySelectorAll(".fit")) {
      const table = box.querySelector("table");
      const rows = [...table.tBodies[0].rows];
      const isScrolling = isNarrow() || box.matches(".behind");
      for (const row of rows) row.hidden = false;
      let kept = rows.length;
      while (!isScrolling && kept > 1 && table.offsetHeight > box.clientHeight) {
        kept -= 1;
        rows[kept].hidden = true;
      }
      const total = Number(table.dataset.total);
      const part = kept < total ? ` (${kept} premières lignes sur ${total})` : "";
      table.caption.textContent = `${table.dataset.caption}${part}`;
      const reached = { tabindex: "0", role: "region", "aria-label": table.caption.textContent };
      for (const [name, value] of Object.entries(reached)) {
        if (isScrolling) box.setAttribute(name, value);
        else box.removeAttribute(name);
      }
    }
  }

  /* An arrow scrolls the table that is open or has the focus, if it goes on that way. */
  function scrollTable(event) {
    const box = slides[current].querySelector(".behind:not([hidden])") || event.target.closest(".fit");
    const [x, y] = ARROWS[event.key] || [0, 0];
    const isWide = x && box && box.scrollWidth > box.clientWidth + 1;
    const isLong = y && box && box.scrollHeight > box.clientHeight + 1;
    if (isWide || isLong) box.scrollBy(x * SCROLL_PX, y * SCROLL_PX);
    return isWide || isLong;
  }

  function showBehind(slide, on) {
    const behind = slide.querySelector(".behind");
    if (!behind) return;
    behind.hidden = !on;
    slide.classList.toggle("behind-on", on);
  }

  function isBehind() {
    return slides[current].classList.contains("behind-on");
  }

  function toggleTable() {
    showBehind(slides[current], !isBehind());
    paintBar();
    tellOther();
  }

  // ---- going from view to view --------------------------------------------------------------

  /* Digits that no Enter follows are forgotten: a later Enter must not lead somewhere else. */
  function type(digits) {
    typed = digits;
    clearTimeout(forgetting);
    if (typed) forgetting = setTimeout(() => { type(""); }, TYPED_MS);
    paintBar();
  }

  function goTyped() {
    const wanted = Number(typed);
    if (wanted >= 1 && wanted <= slides.length) {
      type("");
      show(wanted - 1);
      return;
    }
    const none = `Pas de vue ${typed}`;
    type("");
    rank.textContent = none;
    document.getElementById("told").textContent = none;
    forgetting = setTimeout(paintBar, TYPED_MS);
  }

  function paintBar() {
    const slide = slides[current];
    // A button that is disabled loses the focus.
    button("previous").setAttribute("aria-disabled", String(current === 0));
    button("next").setAttribute("aria-disabled", String(current === slides.length - 1));
    const table = button("table");
    table.setAttribute("aria-disabled", String(!slide.querySelector(".behind")));
    table.setAttribute("aria-pressed", String(isBehind()));
    button("full").setAttribute("aria-pressed", String(Boolean(document.fullscreenElement)));
    button("letters").setAttribute("aria-pressed", String(hasLetters));
    rank.textContent = typed ? `${typed} ↵` : `${current + 1} / ${slides.length}`;
  }

  function show(position, tell = true) {
    const next = Math.max(0, Math.min(slides.length - 1, position));
    if (next === current) return;
    const before = slides[current];
    const slide = slides[next];
    if (before) {
      before.classList.remove("on");
      showBehind(before, false);
      frameAgain(before); // out of sight, so that coming back costs nothing
    }
    current = next;
    slide.classList.add("on");
    if (isSpeaker) {
      slides.forEach((one, place) => {
        one.classList.toggle("after", place === next + 1);
        one.setAttribute("aria-label", place === next + 1 ? `Vue suivante\u00a0: ${names[place]}` : names[place]);
      });
    }
    startMap(slide);
    window.scrollTo(0, 0); // a small screen reads a view from its top
    document.getElementById("done").setAttribute("width", String(next + 1));
    document.getElementById("told").textContent = slide.getAttribute("aria-label");
    history.replaceState(null, "", `#${isSpeaker ? "orateur&" : ""}vue=${next + 1}`);
    paintBar();
    if (isSpeaker) paintDesk();
    if (!bar.contains(document.activeElement) && !desk.contains(document.activeElement)) slide.focus({ preventScroll: true });
    if (tell) tellOther();
    document.body.dataset.vue = String(next + 1);
  }

  function asked() {
    const found = /vue=(\d{1,3})/.exec(location.hash);
    return found ? Number(found[1]) - 1 : 0;
  }

  // ---- the speaker's window -----------------------------------------------------------------

  function tellOther() {
    if (other && !other.closed) other.postMessage({ vue: current, isBehind: isBehind() }, "*");
  }

  /* The room forgets its speaker's window when it is loaded again: each second that window says that it is there,
   * and the room answers with what it shows. */
  function onMessage({ data, source }) {
    const isKnown = !other || source === other || source === window.opener;
    if (!data || source === window || !isKnown) return;
    other = source;
    if (data.isThere) {
      if (data.vue !== current || data.isBehind !== isBehind()) tellOther();
    } else if (Number.isInteger(data.vue)) {
      show(data.vue, false);
      showBehind(slides[current], Boolean(data.isBehind));
      paintBar();
    }
  }

  function openSpeaker() {
    other = window.open(`${location.href.split("#")[0]}#orateur&vue=${current + 1}`, "atlas-orateur", "popup,width=1280,height=800");
  }

  function paintDesk() {
    const note = document.getElementById("note");
    note.replaceChildren(...[...slides[current].querySelectorAll(".note p")].map((paragraph) => paragraph.cloneNode(true)));
    note.scrollTop = 0;
    note.classList.remove("long");
    note.classList.toggle("long", note.scrollHeight > note.clientHeight);
    const after = slides[current + 1];
    const next = after ? `Ensuite\u00a0: ${after.querySelector("h2").textContent}` : "Dernière vue.";
    document.getElementById("then").textContent = `Vue ${current + 1} sur ${slides.length}. ${next}`;
  }

  function two(number) {
    return String(number).padStart(2, "0");
  }

  function tick() {
    const now = new Date();
    const seconds = Math.floor((Date.now() - started) / 1000);
    document.getElementById("clock").textContent = `${two(now.getHours())}\u00a0h\u00a0${two(now.getMinutes())}`;
    document.getElementById("elapsed").textContent = `${Math.floor(seconds / 60)}\u00a0min\u00a0${two(seconds % 60)}`;
    if (other && !other.closed) other.postMessage({ isThere: true, vue: current, isBehind: isBehind() }, "*");
  }

  function startSpeaker() {
    document.title = `Orateur – ${document.title}`;
    document.body.classList.add("speaking");
    desk.hidden = false;
    setInterval(tick, 1000);
  }

  // ---- keyboard, buttons --------------------------------------------------------------------

  function leave() {
    if (deck.dataset.back && !isSpeaker) location.assign(deck.dataset.back);
    else if (isSpeaker) window.close();
  }

  const ACTIONS = {
    previous: () => show(current - 1),
    next: () => show(current + 1),
    table: toggleTable,
    speaker: openSpeaker,
    full: () => (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()),
    help: () => help.showModal(),
    letters: toggleLetters,
    leave,
    restart: () => {
      started = Date.now();
      tick();
    },
  };
  const KEYS = {
    ArrowRight: "next",
    ArrowDown: "next",
    PageDown: "next",
    ArrowLeft: "previous",
    ArrowUp: "previous",
    PageUp: "previous",
    t: "table",
    o: "speaker",
    f: "full",
    "?": "help",
  };

  function escape() {
    if (help.open) help.close();
    else if (document.fullscreenElement) return; // the browser leaves full screen by itself
    else if (isBehind()) toggleTable();
    else leave();
  }

  /* Whether a key belongs to what has the focus: a slider, a table that scrolls. */
  function isTaken(event) {
    if (help.open) return event.key !== "Escape";
    const isMove = /^(Arrow|Home|End)/.test(event.key);
    return isMove && (event.shiftKey || Boolean(event.target.closest("input, #note")));
  }

  function onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || isTaken(event)) return;
    if (!hasLetters && /^\S$/u.test(event.key)) return;
    if (isNarrow() && /^( |ArrowUp|ArrowDown|PageUp|PageDown)$/.test(event.key)) {
      event.stopPropagation(); // the page scrolls, not the map
      return;
    }
    const isButton = Boolean(event.target.closest("button, a, summary"));
    const action = KEYS[event.key] || KEYS[event.key.toLowerCase()];
    if (/^[0-9]$/.test(event.key)) {
      type((typed + event.key).slice(-3));
    } else if (event.key === "Enter" && typed) goTyped();
    else if (event.key === "Escape" && typed) type("");
    else if (event.key === "Escape") escape();
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (event.key === " " && !isButton) show(current + (event.shiftKey ? -1 : 1));
    else if (action) {
      if (!scrollTable(event)) ACTIONS[action]();
    } else return;
    // Before Leaflet, which would move the map by the same arrows.
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("keydown", onKey, true);
  document.addEventListener("click", (event) => {
    const pressed = event.target.closest("[data-do]");
    if (pressed) ACTIONS[pressed.dataset.do]();
  });
  let hiding = 0;
  document.addEventListener("pointermove", () => {
    document.body.classList.add("moved");
    clearTimeout(hiding);
    hiding = setTimeout(() => document.body.classList.remove("moved"), SHOWN_MS);
  });
  document.addEventListener("fullscreenchange", paintBar);
  window.addEventListener("message", onMessage);
  window.addEventListener("hashchange", () => show(asked()));
  window.addEventListener("resize", () => {
    fitTables();
    slides.forEach(fitTold);
  });

  // ---- start --------------------------------------------------------------------------------

  /* The other maps are made one by one while nobody waits, so that none is made when its view is shown. */
  function startOthers() {
    const waiting = slides.filter((slide) => slide.querySelector("[data-map]") && !maps.has(slide));
    if (!waiting.length) {
      document.body.dataset.ready = "true";
      return;
    }
    startMap(waiting[0]);
    const idle = window.requestIdleCallback || ((task) => setTimeout(task, 50));
    idle(startOthers);
  }

  if (isSpeaker) startSpeaker();
  show(asked(), false);
  if (isSpeaker) tick();
  document.fonts.ready.then(() => {
    fitTables();
    startOthers();
  });
})();

/* One step of history for one move: when Streamlit goes to another page with parameters, it first
 * writes them beside the old page's path, then writes the new path. The first is no view of ours,
 * and « Précédent » would stop there; the second takes its place. */
(function () {
  "use strict";

  const SAME_MOVE_MS = 1000;
  const push = history.pushState.bind(history);
  let last = { search: "", path: "", at: -Infinity };

  history.pushState = function (state, title, address) {
    const url = new URL(address || location.href, location.href);
    const now = performance.now();
    const isSameMove =
      url.search !== "" && url.search === last.search && url.pathname !== last.path && now - last.at < SAME_MOVE_MS;
    if (isSameMove) history.replaceState(state, title, address);
    else push(state, title, address);
    last = { search: url.search, path: url.pathname, at: isSameMove ? -Infinity : now };
  };
})();

/* Files to take away: said while they are prepared, then ready or refused, by a live region. The links work
 * without this script too; with it, the page stays, and a file refused says why where it was asked. */
(function () {
  "use strict";

  const LINKS = 'a[href^="api/export/"], a[href^="api/data/"], a[href^="api/fiche/"], a[download][href^="api/seance/"]';
  const STAYS_MS = 8000;
  const FAILED = "Le serveur ne répond pas : vérifiez qu’il fonctionne, puis recommencez.";
  const underWay = new Set();
  // Made before its first word: a region that is inserted with its text may stay silent.
  const box = Object.assign(document.createElement("div"), { className: "atlas-file" });
  box.setAttribute("role", "status");
  addEventListener("DOMContentLoaded", () => document.body.append(box));
  let hiding = 0;

  function say(state, text) {
    clearTimeout(hiding);
    box.dataset.state = state;
    box.textContent = text;
    if (state === "ready") hiding = setTimeout(() => { box.textContent = ""; }, STAYS_MS);
  }

  function nameOf(response) {
    const header = response.headers.get("Content-Disposition") || "";
    const coded = /filename\*=UTF-8''([^;]+)/.exec(header);
    const plain = /filename="([^"]+)"/.exec(header);
    return coded ? decodeURIComponent(coded[1]) : plain ? plain[1] : "";
  }

  /* What the server answers instead of a file: a page with its reasons in a list, or a JSON with one. */
  async function reasons(response) {
    const text = await response.text();
    if ((response.headers.get("Content-Type") || "").includes("json")) return JSON.parse(text).detail;
    const found = [...new DOMParser().parseFromString(text, "text/html").querySelectorAll("li")];
    return found.map((item) => item.textContent).join(" ") || FAILED;
  }

  async function carry(link, what) {
    say("waiting", `${what} : fichier en préparation…`);
    try {
      const response = await fetch(link.href);
      if (!response.ok) return say("refused", `${what} : fichier non préparé. ${await reasons(response)}`);
      const save = document.createElement("a");
      save.href = URL.createObjectURL(await response.blob());
      save.download = nameOf(response);
      save.click();
      setTimeout(() => URL.revokeObjectURL(save.href), 60000);
      return say("ready", `${what} : fichier prêt, ${save.download}.`);
    } catch {
      return say("refused", `${what} : fichier non préparé. ${FAILED}`);
    }
  }

  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(LINKS) : null;
    if (!link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    const address = link.href;
    if (underWay.has(address)) return;
    underWay.add(address);
    carry(link, link.textContent.trim()).finally(() => underWay.delete(address));
  });
})();

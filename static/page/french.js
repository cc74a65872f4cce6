/* Streamlit's own words, in French: it has no setting for its language. Only exact phrases of its
 * interface are replaced, in its names and short texts; nothing of ours or of the data is touched. */
(function () {
  "use strict";

  const WORDS = new Map([
    ["Skip to main content", "Aller au contenu"],
    ["Sidebar", "Navigation et filtres"],
    ["Collapse sidebar", "Replier le volet des filtres"],
    ["Expand sidebar", "Déplier le volet des filtres"],
    ["Open sidebar", "Déplier le volet des filtres"],
    ["Close sidebar", "Replier le volet des filtres"],
    ["Open", "Ouvrir la liste"],
    ["Close", "Fermer"],
    ["Clear all", "Tout retirer"],
    ["Clear value", "Effacer le choix"],
    ["Selected values", "Choix retenus"],
    ["Select all", "Tout choisir"],
    ["No results", "Aucun résultat"],
    ["Press Enter to apply", "Entrée pour appliquer"],
    ["Running...", "Mise à jour…"],
    ["Running…", "Mise à jour…"],
    ["Connecting", "Connexion…"],
    ["Stop", "Arrêter"],
    ["View fullscreen", "Plein écran"],
    ["Fullscreen", "Plein écran"],
    ["Close fullscreen", "Quitter le plein écran"],
    ["Show data", "Voir les données"],
    ["Show chart", "Voir le graphique"],
    ["Download as PNG", "Enregistrer en PNG"],
    ["Download as SVG", "Enregistrer en SVG"],
    ["Copy Vega-Lite spec", "Copier la définition du graphique"],
    ["Dismiss", "Fermer"],
    ["Main menu", "Menu principal"],
    ["Connection error", "Connexion perdue"],
    ["Upload", "Choisir un fichier"],
    ["Add files", "Choisir un autre fichier"],
    ["add", "ajouter"],
    ["add icon", "ajouter"],
    ["file upload", "choix du fichier"],
    ["visualization", "graphique"],
    ["group mark container", "groupe"],
    ["Page not found", "Page introuvable"],
    ["The page that you have requested does not seem to exist. Running the app's main page.", "Cette page n’existe pas ; voici la carte."],
    ["App pages", "Pages de l’atlas"],
    ["Choose an option", "Choisir"],
    ["Choose options", "Choisir"],
  ]);
  const PATTERNS = [
    [/^Remove (.+)$/, "Retirer $1"],
    [/^(\d+)MB per file • (.+)$/, "$1\u00a0Mo au plus · $2"],
    [/^(\d+)MB per file$/, "$1\u00a0Mo au plus"],
    [/^You have requested page (\S+), .* Running the app's main page\.$/, "La page $1 n’existe pas ; voici la carte."],
    [/^(\S+|This type of) files are not allowed\.$/, "Ce type de fichier n’est pas accepté."],
    [/^File must be ([\d.]+)\s*([KMG])B or smaller\.$/, (_, size, unit) => `Le fichier ne doit pas dépasser ${size.replace(".", ",")}\u00a0${unit}o.`],
    [/^([\d,]+) options? available\.$/, (_, count) => `${count.replaceAll(",", "\u202f")} choix possible${count === "0" || count === "1" ? "" : "s"}.`],
    [/^([\d.]+)([KMG]?)B$/, (_, size, unit) => `${size.replace(/\.0$/, "").replace(".", ",")}\u00a0${unit.replace("K", "k")}o`],
  ];
  const ATTRIBUTES = ["aria-label", "aria-roledescription", "title", "placeholder"];
  const LONGEST = 200;

  function translated(text) {
    const key = text.trim();
    if (!key || key.length > LONGEST) return null;
    if (WORDS.has(key)) return WORDS.get(key);
    // A name such as « Remove Occitanie » quotes a value: only its first word is Streamlit's.
    const found = PATTERNS.find(([pattern]) => pattern.test(key));
    return found ? key.replace(...found) : null;
  }

  function translateAttribute(node, name) {
    const value = node.getAttribute(name);
    if (!value) return;
    const said = translated(value);
    if (said && said !== value) node.setAttribute(name, said);
  }

  function translateText(node) {
    if (node.parentElement && node.parentElement.closest("[data-testid='stHtml'], .atlas-table-root")) return;
    const said = translated(node.data);
    if (said && said !== node.data) node.data = said;
  }

  function translate(root) {
    if (root.nodeType === Node.TEXT_NODE) return translateText(root);
    if (root.nodeType !== Node.ELEMENT_NODE) return undefined;
    const walker = document.createTreeWalker(root, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
    for (let node = root; node; node = walker.nextNode()) {
      if (node.nodeType === Node.TEXT_NODE) translateText(node);
      else for (const name of ATTRIBUTES) translateAttribute(node, name);
    }
    return undefined;
  }

  new MutationObserver((changes) => {
    for (const change of changes) {
      if (change.type === "attributes") translateAttribute(change.target, change.attributeName);
      else if (change.type === "characterData") translateText(change.target);
      else change.addedNodes.forEach(translate);
    }
  }).observe(document.documentElement, {
    subtree: true,
    childList: true,
    characterData: true,
    attributes: true,
    attributeFilter: ATTRIBUTES,
  });
})();

/* Where the reader is: all of it is in the address, so that a link leads to the same place. */

const START = { view: "overview", doc: "", item: "", kind: "quotes", system: 0, filter: { ...ANY } };
let state = structuredClone(START);

/** The address of a place: the present one with some of it changed. */
function address(change) {
  const { filter: fresh, error, ...rest } = change;
  const to = { ...state, ...rest };
  if (rest.doc !== undefined || rest.item !== undefined || rest.kind !== undefined) to.view = rest.view || "documents";
  if (rest.kind === "") to.kind = "quotes";
  const filter = { ...(fresh || state.filter), ...(error === undefined ? {} : { ...ANY, error }) };
  if (to.view === "overview") return "#view=overview";
  const parts = new URLSearchParams();
  if (to.doc && error === undefined) parts.set("doc", to.doc);
  else parts.set("view", to.view);
  if (to.item && error === undefined) parts.set("item", to.item);
  if (to.kind !== "quotes") parts.set("kind", to.kind);
  if (to.system) parts.set("system", to.system);
  for (const [key, value] of Object.entries(filter)) if (value) parts.set(key, value);
  return `#${parts}`;
}

function go(change, quietly = false) {
  const to = address(change);
  if (quietly || location.hash === to) history.replaceState(null, "", to);
  else history.pushState(null, "", to);
  route();
}

function route() {
  const parts = new URLSearchParams(location.hash.slice(1));
  const filter = Object.fromEntries(Object.keys(ANY).map((key) => [key, parts.get(key) || ""]));
  const system = Number(parts.get("system")) || 0;
  const doc = parts.get("doc") || "";
  const kind = parts.get("kind") === "claims" ? "claims" : "quotes";
  state = { view: doc || parts.get("view") === "documents" ? "documents" : "overview", doc, item: parts.get("item") || "", kind, system: system < systems.length ? Math.max(0, system) : 0, filter };
  for (const one of ["overview", "documents"]) {
    document.getElementById(one).hidden = state.view !== one;
    document.getElementById(`to-${one}`).toggleAttribute("aria-current", state.view === one);
  }
  document.body.className = state.view;
  if (state.view === "documents" && hasTexts && lines === null) return; // drawn as soon as they are unpacked
  if (state.view === "documents") drawDocuments();
  else if (document.getElementById("overview").firstChild === null) drawOverview();
}

/** The next or the last thing to look at: an error, or whatever the filter asks for, also in the documents after. */
function step(by) {
  const wanted = (entry) => state.filter.error || entry.error || (entry.other && entry.other.error);
  const list = view.list.filter(wanted);
  let place = view.selected ? list.indexOf(view.selected) : by > 0 ? -1 : list.length;
  if (view.selected && place < 0) {
    const at = view.list.indexOf(view.selected);
    place = by > 0 ? list.findIndex((entry) => view.list.indexOf(entry) > at) - 1 : list.filter((entry) => view.list.indexOf(entry) < at).length;
    if (by > 0 && place === -2) place = list.length;
  }
  const next = list[place + by];
  if (next) return openItem(next.item.key);
  const order = view.rows.map((row) => row.i);
  for (let k = order.indexOf(view.number) + by; k >= 0 && k < order.length; k += by) {
    const found = load(order[k]);
    if (found === null) return undefined;
    const there = entries(found, state.system, state.kind).filter((entry) => passes(entry, state.filter, found) && wanted(entry));
    if (there.length) return go({ doc: found.id, item: there[by > 0 ? 0 : there.length - 1].item.key });
  }
  say(by > 0 ? "That was the last one." : "That was the first one.");
  return undefined;
}

/** Any next or last item, right or wrong. */
function stepItem(by) {
  const place = view.selected ? view.list.indexOf(view.selected) : by > 0 ? -1 : view.list.length;
  const next = view.list[place + by];
  if (next) openItem(next.item.key);
}

function stepDocument(by) {
  const order = view.rows.map((row) => row.i);
  const next = order[order.indexOf(view.number) + by];
  if (next !== undefined) go({ doc: report.documents[next].id, item: "" });
}

const KEYS = [
  ["o", "overview", () => go({ view: "overview" })],
  ["d", "documents", () => go({ view: "documents", doc: state.doc, item: state.item })],
  ["/", "search", () => { go({ view: "documents", doc: state.doc }); document.getElementById("filters").open = true; document.getElementById("filter-text").focus(); }],
  ["j", "next document", () => stepDocument(1)],
  ["k", "document before", () => stepDocument(-1)],
  ["n", "next error, also in the documents after", () => step(1)],
  ["p", "error before", () => step(-1)],
  ["]", "next item, right or wrong", () => stepItem(1)],
  ["[", "item before", () => stepItem(-1)],
  ["s", "next system", () => go({ system: (state.system + 1) % systems.length, item: "" })],
  ["c", "quotes or claims", () => go({ kind: state.kind === "quotes" ? "claims" : "quotes", item: "" })],
  ["x", "clear the filters", () => refine({ ...ANY })],
  ["Escape", "leave the item, the search or this help", () => { if (state.item) go({ item: "" }); }],
  ["?", "this help", () => openHelp()],
];
const IN_DOCUMENTS = "jknp[]scx";
const OF_ITEMS = "np[]c"; // of no use without texts
const early = []; // what keys asked for while the documents were still being unpacked

function pressed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || document.getElementById("help").open) return;
  const typing = event.target.closest("input, select, textarea");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  const found = KEYS.find(([key]) => key === event.key);
  if (!found || (IN_DOCUMENTS.includes(event.key) && state.view !== "documents") || (OF_ITEMS.includes(event.key) && !hasTexts)) return;
  event.preventDefault();
  if (hasTexts && lines === null && `/${IN_DOCUMENTS}`.includes(event.key)) early.push(found[2]);
  else found[2]();
}

function unpacked() {
  route();
  for (const act of early.splice(0)) act();
}

function openHelp() {
  const help = document.getElementById("help");
  const example = (className, text) => h("span", { class: `segment ${className}` }, text);
  put(help, h("h2", { id: "help-title" }, "Keys and marks"),
    h("div", { class: "pair" },
      h("table", { class: "keys" }, h("tbody", {}, KEYS.map(([key, what]) => h("tr", {}, h("th", { scope: "row" }, h("kbd", {}, key === "Escape" ? "Esc" : key)), h("td", {}, what))))),
      h("dl", { class: "marks" },
        h("dt", {}, example("g1 p1", "underlined and tinted")), h("dd", {}, "gold, and found"),
        h("dt", {}, example("g1 g-wrong", "underlined in dashes, not tinted")), h("dd", {}, "gold that was missed"),
        h("dt", {}, example("p1 p-wrong", "tinted, not underlined")), h("dd", {}, "predicted, and not gold"),
        h("dt", {}, example("g2 p2", "two lines, deeper tint")), h("dd", {}, "a quote inside a quote"),
        h("dt", {}, example("source-g", "bold")), h("dd", {}, "source in the gold; ", example("source-p", "dotted below"), ": as predicted"),
        h("dt", {}, example("cue-g", "italic")), h("dd", {}, "cue in the gold; ", example("cue-p", "dotted below"), ": as predicted"),
        h("dt", {}, h("span", { class: "control" }, "RLO")), h("dd", {}, "a character that cannot be seen, by its name"),
        h("dt", {}, h("span", { class: "tag gold" }, "boundary")), h("dd", {}, "what is wrong with the item that starts here"))),
    h("form", { method: "dialog" }, h("button", {}, "Close")));
  help.showModal();
}

function cannotUnpack() {
  put(document.getElementById("documents"), h("p", { class: "failed" }, "This browser cannot unpack the documents: it needs DecompressionStream, which browsers have since 2023."));
}

addEventListener("hashchange", route);
addEventListener("popstate", route);
addEventListener("keydown", pressed);
addEventListener("resize", () => { if (view.layer && state.view === "documents") drawRelations(view.layer, view.drawn, view.selected, view.host); });
document.getElementById("to-help").addEventListener("click", openHelp);
route();
if (hasTexts) unpack().then(unpacked, cannotUnpack);

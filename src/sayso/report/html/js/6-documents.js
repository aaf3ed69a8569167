/* The documents: a list with filters, the article, and what is known of the chosen item. */

const ROW = 52; // height of a row of the list in pixels, as css/ has it
const view = { rows: [], list: [], drawn: new Map(), found: null, number: -1, selected: null, layer: null, host: null };

function drawDocuments() {
  const section = document.getElementById("documents");
  if (section.firstChild === null) section.append(sidebar(), h("article", { id: "reading", "aria-label": "Article" }), h("aside", { id: "panel", "aria-label": "Items of the article" }));
  fillFilters();
  view.rows = matching(state.filter, state.system, state.kind);
  drawRows();
  let number = report.documents.findIndex((row) => row.id === state.doc);
  if (number < 0) number = view.rows.length ? view.rows[0].i : -1;
  drawDocument(number);
}

/* --- the list ------------------------------------------------------------------------------------------------------- */

function sidebar() {
  const filters = report.filters;
  const select = (key, label, options) => h("label", {}, h("span", {}, label), h("select", { id: `filter-${key}`, onchange: (event) => refine({ [key]: event.target.value }) }, options.map(([value, text]) => h("option", { value }, plain(text)))));
  const errors = report.errors ? Object.keys(report.classes) : [];
  return h("div", { id: "sidebar" },
    h("details", { id: "filters", open: innerWidth > 900 }, h("summary", {}, "Find and filter"),
      h("form", { role: "search", onsubmit: (event) => event.preventDefault() },
        h("label", {}, h("span", {}, "Search"), h("input", { id: "filter-text", type: "search", placeholder: "words, speaker, id", autocomplete: "off", spellcheck: "false", oninput: (event) => refineSoon({ text: event.target.value }) })),
        hasTexts ? [
          select("error", "Error", [["", "all items"], ["any", "anything wrong"], ["right", "right"], ...errors.map((error) => [error, words(error)])]),
          h("label", {}, h("span", {}, "Speaker"), h("input", { id: "filter-speaker", list: "speakers", autocomplete: "off", spellcheck: "false", placeholder: "anybody", onchange: (event) => refine({ speaker: event.target.value }) }), h("datalist", { id: "speakers" }, filters.speakers.map((who) => h("option", { value: who })))),
          select("type", "Type", [["", "any type"], ...filters.types.map((one) => [one, words(one)])]),
          select("phenomenon", "Phenomenon", [["", "any"], ...filters.phenomena.map((one) => [one, words(one)])]),
          h("div", { class: "switches" },
            h("label", {}, h("span", {}, "Layer"), h("select", { id: "filter-kind", onchange: (event) => go({ kind: event.target.value, item: "" }) }, h("option", { value: "quotes" }, "quotes"), h("option", { value: "claims" }, "claims"))),
            systemChoice())] : systemChoice(),
        h("button", { id: "filter-clear", type: "button", onclick: () => refine({ ...ANY }) }, "Clear filters"))),
    h("p", { id: "found", class: "quiet small" }),
    h("div", { id: "rows", tabindex: "0", role: "region", "aria-label": "List of documents", onscroll: () => drawVisible() }, h("ul", {})));
}

function systemChoice() {
  if (systems.length === 1) return null;
  return h("label", {}, h("span", {}, "System"), h("select", { id: "filter-system", onchange: (event) => go({ system: Number(event.target.value), item: "" }) }, systems.map((system, i) => h("option", { value: i }, plain(system.name)))));
}

function fillFilters() {
  for (const [key, value] of Object.entries({ ...state.filter, kind: state.kind, system: String(state.system) })) {
    const field = document.getElementById(`filter-${key}`);
    if (field && field.value !== value && document.activeElement !== field) field.value = value;
    if (field && field.tagName === "SELECT") field.value = value;
  }
  document.getElementById("filter-clear").disabled = isAny(state.filter);
}

let waiting = 0;

function refineSoon(change) {
  clearTimeout(waiting);
  waiting = setTimeout(() => refine(change), 150);
}

function refine(change) {
  clearTimeout(waiting);
  go({ filter: { ...state.filter, ...change }, item: "" }, true);
}

function drawRows() {
  const items = view.rows.reduce((sum, row) => sum + (row.number || 0), 0);
  const number = counted(view.rows.length, "document");
  document.getElementById("found").textContent = isAny(state.filter) ? number : `${items ? `${counted(items, "item")} in ` : ""}${number}`;
  const box = document.getElementById("rows");
  box.firstChild.style.setProperty("height", `${view.rows.length * ROW}px`);
  drawVisible(true);
}

/** Only the rows that can be seen are in the page, however many documents there are. */
function drawVisible(anew = false) {
  const box = document.getElementById("rows");
  const first = Math.max(0, Math.floor(box.scrollTop / ROW) - 10);
  const last = Math.min(view.rows.length, first + Math.ceil(box.clientHeight / ROW) + 20);
  if (!anew && view.first === first && view.last === last) return;
  Object.assign(view, { first, last });
  put(box.firstChild, ...view.rows.slice(first, last).map(({ i, number }, k) => rowOf(i, number, first + k)));
}

function rowOf(i, number, place) {
  const row = report.documents[i];
  const value = row.values[state.system];
  const errors = row.errors[state.system];
  const item = h("li", { "aria-setsize": view.rows.length, "aria-posinset": place + 1 },
    h("a", { href: address({ doc: row.id, item: "" }), "aria-current": i === view.number ? "true" : null },
      h("span", { class: "row-title" }, name(cut(row.title || row.id, 200))),
      h("span", { class: "row-facts quiet small" }, h("span", {}, name(cut(row.id, 60))),
        h("span", { class: "number" }, row.failed[state.system] ? "failed" : [number === null ? (errors === null ? "" : `${counted(errors, "error")}`) : counted(number, "item"), value === null || value === undefined ? "" : ` · ${value.toFixed(PLACES)}`]))));
  item.style.setProperty("top", `${place * ROW}px`);
  return item;
}

function showRow() {
  const place = view.rows.findIndex((row) => row.i === view.number);
  const box = document.getElementById("rows");
  if (place >= 0 && (place * ROW < box.scrollTop || (place + 1) * ROW > box.scrollTop + box.clientHeight)) box.scrollTop = Math.max(0, place * ROW - box.clientHeight / 3);
  drawVisible(true);
}

/* --- the article ---------------------------------------------------------------------------------------------------- */

function drawDocument(number) {
  const reading = document.getElementById("reading");
  const same = view.number === number && view.shownFor === `${state.system} ${state.kind} ${JSON.stringify(state.filter)}`;
  view.number = number;
  showRow();
  if (same) return select(state.item);
  view.shownFor = `${state.system} ${state.kind} ${JSON.stringify(state.filter)}`;
  Object.assign(view, { drawn: new Map(), list: [], selected: null, found: number < 0 ? null : load(number) });
  if (number < 0) {
    put(reading, h("p", { class: "quiet" }, "No document has anything for these filters."));
    put(document.getElementById("panel"));
    return undefined;
  }
  if (view.found === null) return drawUnread(report.documents[number]);
  const { found } = view;
  const all = entries(found, state.system, state.kind);
  view.list = isAny(state.filter) ? all : all.filter((entry) => passes(entry, state.filter, found));
  if (view.list.length === 0 && state.filter.text) view.list = all.filter((entry) => passes(entry, { ...state.filter, text: "" }, found));
  const text = h("div", { id: "text", lang: found.language || null });
  view.layer = svg("svg", { class: "relations", "aria-hidden": "true" });
  view.host = text;
  text.append(...articleText(found, view.list, view.drawn), view.layer);
  text.addEventListener("pointerover", (event) => hover(event.target));
  text.addEventListener("pointerleave", () => hover(null));
  text.addEventListener("click", (event) => { const entry = innermost(event.target); if (entry && getSelection().isCollapsed) openItem(entry.item.key); });
  put(reading, heading(found), speakersOf(found, all), text, lostOf(found), failureOf(found));
  reading.scrollTop = 0;
  drawPanel();
  select(state.item);
  return undefined;
}

function drawUnread(row) {
  put(document.getElementById("reading"), h("header", { class: "heading" }, h("h1", {}, name(row.title || row.id))),
    h("p", { class: "quiet" }, "The text is not in this report: see the notes of the overview."),
    row.items[state.system].length === 0 ? null : [h("h2", {}, "What goes wrong"), h("ul", { class: "unread" }, row.items[state.system].map(([kind, error, side, start, text]) =>
      h("li", {}, h("span", { class: "flag" }, words(error)), ` ${side} ${kind.slice(0, -1)}`, start === null ? "" : ` at ${start.toLocaleString("en")}`, text === null ? null : [": ", name(text)])))],
    failureOf(row));
  put(document.getElementById("panel"));
}

function heading(found) {
  const row = report.documents[view.number];
  const values = row.values.map((value, i) => (value === null || value === undefined ? null : h("span", {}, systems.length > 1 ? sign(i) : null, name(systems[i].name), " ", h("strong", {}, value.toFixed(PLACES)))));
  return h("header", { class: "heading" },
    h("p", { class: "quiet small" }, name(found.id), " · ", name(found.split), found.about.map((entry) => [" · ", name(cut(entry, 200))]), webLink(found.url)),
    h("h1", { dir: "auto" }, name(found.title || found.id)),
    h("p", { class: "small values" }, h("code", {}, plain(report.headline)), " ", values));
}

/** A link, only where it leads to the web: what an article calls its address may be anything. */
function webLink(url) {
  if (!url) return null;
  let address = null;
  try { address = new URL(url); } catch { /* no address: shown as text */ }
  if (address === null || !["http:", "https:"].includes(address.protocol)) return [" · ", name(cut(url, 200))];
  return [" · ", h("a", { href: address.href, rel: "noreferrer noopener external" }, name(address.host))];
}

function speakersOf(found, all) {
  const counts = new Map();
  const add = (who, side) => { if (who) counts.set(who, { gold: 0, predicted: 0, ...counts.get(who), [side]: ((counts.get(who) || {})[side] || 0) + 1 }); };
  for (const { item } of all) if (item.side === "gold") add(item.who, "gold");
  for (const one of itemsOf(found, state.system, state.kind).predicted) {
    const same = one.other !== null && one.other.other === one && [null, "wrong_type", "wrong_mention"].includes(one.error);
    add(same ? one.other.item.who : one.item.who, "predicted"); // the same person, however called
  }
  const listed = [...counts].sort((a, b) => b[1].gold - a[1].gold || b[1].predicted - a[1].predicted);
  const kinds = new Map(found.speakers.map((who) => [who.name, who.kind]));
  return h("details", { class: "speakers", open: true }, h("summary", {}, counted(listed.filter((one) => one[1].gold).length, "speaker")),
    h("ul", { class: "chips" }, listed.slice(0, 60).map(([who, number]) => h("li", {}, h("button", { type: "button", class: `chip${number.gold ? "" : " only-predicted"}`, "aria-pressed": state.filter.speaker === who ? "true" : "false", title: number.gold ? `${plain(kinds.get(who) || "speaker")}: ${number.gold} in gold, ${number.predicted} predicted` : `no speaker of the gold: ${number.predicted} predicted`, onclick: () => refine({ speaker: state.filter.speaker === who ? "" : who }) },
      name(cut(who, 80)), h("span", { class: "number" }, ` ${number.gold}`, number.predicted === number.gold ? "" : `→${number.predicted}`))))));
}

/** What was said of this article and is not in it as it was said. */
function lostOf(found) {
  const { lost, names } = found.systems[state.system];
  if (lost.length === 0 && names.length === 0) return null;
  const words = { same: (text) => shown(text), there: (text) => h("del", {}, shown(text)), said: (text) => h("ins", {}, shown(text)) };
  const sorted = [...lost].sort((a, b) => (a.how === "fabricated" ? 0 : 1) - (b.how === "fabricated" ? 0 : 1));
  return h("section", { id: "lost", "aria-label": "Not in the article as it was said" }, h("h2", {}, "Not in the article as it was said"),
    h("ul", {}, names.map((one) => h("li", {}, h("span", { class: "flag" }, one.invented ? "invented speaker" : "name completed"), " ", name(one.name), one.invented ? ": no word of the name is in the article." : [": not in the article: ", name(one.missing.join(", ")), "."])),
      sorted.map((one) => h("li", {}, h("span", { class: "flag" }, one.how), ` ${one.role} of `, h("a", { href: address({ kind: one.kind, item: `predicted:${one.kind[0]}${one.item + 1}`, filter: ANY }) }, `${one.kind === "quotes" ? "quote" : "claim"} ${one.item + 1}`), one.there === null
        ? [": ", name(one.said), h("span", { class: "quiet small block" }, "Nothing in the article is like it.")]
        : [h("p", { class: "nearest", dir: "auto" }, one.diff.map(([op, text]) => words[op](text))), h("p", { class: "quiet small" }, one.how === "fabricated" ? "nearest text, at " : "found at ", `${one.start.toLocaleString("en")}; `, h("del", {}, "struck"), ": in the article, ", h("ins", {}, "underlined"), ": said")]))));
}

function failureOf(found) {
  const failures = systems.flatMap((system) => system.failures.filter((failure) => failure.doc === found.id).map((failure) => h("p", { class: "failed" }, name(system.name), " failed: ", name(cut(failure.error, 2000)))));
  return failures.length ? h("section", { "aria-label": "Failures" }, failures) : null;
}

/* --- hover and selection -------------------------------------------------------------------------------------------- */

function innermost(target) {
  const element = target && target.closest ? target.closest(".segment") : null;
  if (!element || !element.marks) return null;
  const sizes = (mark) => (mark.role === "content" ? 0 : -1e9) + mark.end - mark.start;
  const mark = [...element.marks].sort((a, b) => sizes(a) - sizes(b))[0];
  return entryWith(mark.item);
}

/** The entry of the list that an item stands in, on its own or as the other side. */
function entryWith(item) {
  return view.list.find((entry) => entry.item === item) || view.list.find((entry) => entry.other && entry.other.item === item) || null;
}

let hovered = null;

function hover(target) {
  const entry = innermost(target);
  if (entry === hovered) return;
  mark(hovered, "hover", false);
  hovered = entry;
  mark(entry, "hover", true);
  drawRelations(view.layer, view.drawn, entry || view.selected, view.host);
}

function mark(entry, className, on) {
  if (entry === null) return;
  for (const item of [entry.item, entry.other && entry.other.item]) {
    const roles = item && view.drawn.get(item);
    if (roles) for (const element of [...roles.content, ...roles.cue, ...roles.source]) element.classList.toggle(className, on);
  }
}

function openItem(key) {
  go({ doc: report.documents[view.number].id, item: key });
}

/** Show the item of a key: in the text, with its relations, and in the panel. */
function select(key) {
  if (view.found === null) return;
  const entry = key ? view.list.find((one) => one.item.key === key) || view.list.find((one) => one.other && one.other.item.key === key) || null : null;
  mark(view.selected, "on", false);
  hovered = null;
  view.selected = entry;
  mark(entry, "on", true);
  const roles = entry && (view.drawn.get(entry.item) || (entry.other && view.drawn.get(entry.other.item)));
  const element = roles && (roles.content[0] || roles.source[0]);
  if (element) {
    const rect = element.getBoundingClientRect();
    const pane = document.getElementById("reading").getBoundingClientRect();
    if (rect.top < Math.max(pane.top, 0) + 50 || rect.bottom > Math.min(pane.bottom, innerHeight) - 50) element.scrollIntoView({ block: "center" });
  }
  drawRelations(view.layer, view.drawn, entry, view.host);
  drawPanel();
  if (entry) say(`${entry.error || (entry.other && entry.other.error) ? words(entry.error || entry.other.error) : "right"}: ${cut(textOf(view.found, entry.item), 200)}`);
}

/* What is in the page: the overview, and the documents, each read when it is first needed. */

const report = JSON.parse(document.getElementById("overview-data").textContent);
const systems = report.systems;
const packed = document.getElementById("packed");
const hasTexts = packed !== null;

let lines = null; // JSON of each document
const loaded = new Map();

/** Unpack the documents: gzip in base64, one document a line. */
async function unpack() {
  const bytes = Uint8Array.from(atob(packed.textContent), (char) => char.charCodeAt(0));
  const stream = new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
  lines = (await new Response(stream).text()).split("\n");
  packed.remove();
}

/** Document number i with its items, or null where the report carries no texts. */
function load(i) {
  if (!loaded.has(i)) loaded.set(i, withItems(hasTexts ? JSON.parse(lines[i]) : null));
  return loaded.get(i);
}

/** A function that cuts text at code points: JavaScript counts most emoji as two. */
function cutter(text) {
  if (!/[\ud800-\udbff][\udc00-\udfff]/.test(text)) return (start, end) => text.slice(start, end);
  const places = [0];
  for (const point of text) places.push(places[places.length - 1] + point.length);
  return (start, end) => text.slice(places[Math.min(start, places.length - 1)], places[Math.min(end, places.length - 1)]);
}

function withItems(found) {
  if (found === null) return null;
  found.cut = cutter(found.text);
  const names = new Map(found.speakers.map((who) => [who.id, who.name]));
  found.gold = { quotes: found.quotes, claims: found.claims };
  for (const kind of ["quotes", "claims"]) {
    found.gold[kind].forEach((item, i) => Object.assign(item, { side: "gold", kind, i, key: `gold:${item.id}`, who: whose(item, names) }));
  }
  for (const system of found.systems) {
    const theirs = new Map(system.speakers.filter((who) => who.name).map((who) => [who.id, who.name]));
    for (const kind of ["quotes", "claims"]) {
      system[kind].forEach((item, i) => {
        const key = `predicted:${kind[0]}${i + 1}`;
        Object.assign(item, { side: "predicted", kind, i, key, who: whose(item, theirs) });
        item.content = item.content || [];
      });
    }
  }
  return found;
}

/** Name of an item's speaker; null where it says that there is none, undefined where it says nothing. */
function whose(item, names) {
  if (item.speaker === null || item.speaker === undefined) return item.speaker;
  return names.get(item.speaker) || item.speaker;
}

/** The items of one kind as one system left them: gold ones, and predicted ones, each with its error or null. */
function itemsOf(found, system, kind) {
  const answer = found.systems[system];
  const verdicts = answer.gold[kind] || [];
  const gold = found.gold[kind].map((item, i) => ({ item, error: (verdicts[i] || ["missed"])[0], beside: (verdicts[i] || [0, -1])[1] }));
  const predicted = answer[kind].map((item) => ({ item, error: item.error, beside: item.beside }));
  for (const one of gold) one.other = one.beside < 0 ? null : predicted[one.beside] || null;
  for (const one of predicted) one.other = one.beside < 0 ? null : gold[one.beside] || null;
  return { gold, predicted };
}

/**
 * What a reader goes through: each gold item with what was predicted for it, and each prediction that no gold item
 * stands for, in the order of the text.
 */
function entries(found, system, kind) {
  const { gold, predicted } = itemsOf(found, system, kind);
  const taken = new Set(gold.filter((one) => one.other !== null && one.other.other === one).map((one) => one.other));
  const all = [...gold, ...predicted.filter((one) => !taken.has(one))];
  const at = (one) => (one.item.content.length ? one.item.content[0][0] : Infinity);
  return all.sort((a, b) => at(a) - at(b) || (a.item.side === "gold" ? -1 : 1));
}

/** Text of an item's spans in a role. */
function textOf(found, item, role = "content") {
  const placed = (item[role] || []).map(([start, end]) => found.cut(start, end));
  return [...placed, ...((item.absent || {})[role] || [])].join(" … ");
}

/* --- filters -------------------------------------------------------------------------------------------------------- */

const ANY = { text: "", error: "", speaker: "", type: "", phenomenon: "" };

function isAny(filter) {
  return Object.keys(ANY).every((key) => filter[key] === "");
}

/** Whether an entry is one that the reader asked for; `error` may be a class, `any` or `right`. */
function passes(entry, filter, found) {
  const both = entry.other === null ? [entry.item] : [entry.item, entry.other.item];
  if (filter.error === "any" && entry.error === null) return false;
  if (filter.error === "right" && entry.error !== null) return false;
  if (filter.error && !["any", "right"].includes(filter.error) && entry.error !== filter.error) {
    if (entry.other === null || entry.other.error !== filter.error) return false;
  }
  if (filter.speaker && !both.some((item) => (item.who || "") === filter.speaker)) return false;
  if (filter.type && !both.some((item) => item.type === filter.type)) return false;
  if (filter.phenomenon && !both.some((item) => (item.phenomena || []).includes(filter.phenomenon))) return false;
  if (filter.text) {
    const wanted = filter.text.toLowerCase();
    return both.some((item) => textOf(found, item).toLowerCase().includes(wanted) || (item.who || "").toLowerCase().includes(wanted));
  }
  return true;
}

/** Numbers of the documents that have something for the filter, each with how many of its entries do. */
function matching(filter, system, kind) {
  const all = report.documents.map((row, i) => ({ i, number: null }));
  if (isAny(filter)) return all;
  if (!hasTexts) return all.filter(({ i }) => inRow(report.documents[i], filter.text));
  const found = [];
  for (const { i } of all) {
    const one = load(i);
    let number = entries(one, system, kind).filter((entry) => passes(entry, filter, one)).length;
    const rest = { ...filter, text: "" };
    const wanted = filter.text.toLowerCase();
    if (number === 0 && filter.text && (inRow(report.documents[i], filter.text) || one.text.toLowerCase().includes(wanted))) {
      number = isAny(rest) ? null : entries(one, system, kind).filter((entry) => passes(entry, rest, one)).length;
    }
    if (number !== 0) found.push({ i, number });
  }
  return found;
}

function inRow(row, text) {
  return `${row.id} ${row.title || ""}`.toLowerCase().includes(text.toLowerCase());
}

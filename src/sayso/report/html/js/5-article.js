/* The article as it would be read. Gold is underlined, what was predicted is tinted; each goes its own way. */

/** The marks of entries on the text: [{start, end, side, role, entry, item}]. */
function marksOf(list) {
  const found = [];
  const add = (entry, item) => {
    for (const role of ["content", "cue", "source"]) {
      for (const [start, end] of item[role] || []) found.push({ start, end, side: item.side, role, entry, item });
    }
  };
  const added = new Set();
  for (const entry of list) {
    for (const item of [entry.item, entry.other && entry.other.item]) {
      if (!item || added.has(item)) continue;
      added.add(item);
      add(entry.item === item ? entry : entry.other, item);
    }
  }
  return found.sort((a, b) => a.start - b.start || b.end - a.end);
}

/** Cut a stretch of text where any mark starts or ends: [{start, end, marks}]. */
function segments(marks, from, to) {
  const mine = marks.filter((mark) => mark.start < to && mark.end > from);
  const edges = [...new Set([from, to, ...mine.flatMap((mark) => [Math.max(mark.start, from), Math.min(mark.end, to)])])].sort((a, b) => a - b);
  const found = [];
  let open = [];
  let next = 0;
  for (let i = 0; i + 1 < edges.length; i++) {
    open = open.filter((mark) => mark.end > edges[i]);
    while (next < mine.length && mine[next].start <= edges[i]) {
      if (mine[next].end > edges[i]) open.push(mine[next]);
      next++;
    }
    found.push({ start: edges[i], end: edges[i + 1], marks: [...open] });
  }
  return found;
}

/** Classes of a segment: how deep in gold and in predicted contents it is, what is wrong there, and other roles. */
function classesOf({ marks }) {
  const of = (side, role) => marks.filter((mark) => mark.side === side && mark.role === role);
  const gold = of("gold", "content");
  const predicted = of("predicted", "content");
  const found = ["segment"];
  if (gold.length) found.push(`g${Math.min(gold.length, 3)}`);
  if (predicted.length) found.push(`p${Math.min(predicted.length, 3)}`);
  if (gold.some((mark) => mark.entry.error)) found.push("g-wrong");
  if (predicted.some((mark) => mark.entry.error)) found.push("p-wrong");
  for (const role of ["cue", "source"]) {
    if (of("gold", role).length) found.push(`${role}-g`);
    if (of("predicted", role).length) found.push(`${role}-p`);
  }
  return found.join(" ");
}

function segmentElement(found, segment, drawn) {
  const text = shown(found.cut(segment.start, segment.end));
  if (segment.marks.length === 0) return text;
  const element = h("span", { class: classesOf(segment) }, text);
  for (const { item, role } of segment.marks) {
    if (!drawn.has(item)) drawn.set(item, { content: [], cue: [], source: [] });
    drawn.get(item)[role].push(element);
  }
  element.marks = segment.marks;
  return element;
}

/** The stretches of text between blank places of the blocks, each with its kind; what no block holds is kept too. */
function blocksOf(found) {
  const length = points(found.text);
  const blocks = [];
  let at = 0;
  for (const [start, end, kind] of found.blocks) {
    const line = found.cut(at, start).lastIndexOf("\n") < 0 ? at : start; // what stands on the block's line goes with it
    if (line > at) blocks.push([at, line, "paragraph"]);
    blocks.push([line, end, kind]);
    at = Math.max(at, end);
  }
  if (at < length) blocks.push([at, length, "paragraph"]);
  return blocks.flatMap(([start, end, kind]) => paragraphs(found.cut(start, end), start, kind));
}

/** Number of code points. */
function points(text) {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** Lines of a stretch, without blank ones, as [start, end, kind] in code points. */
function paragraphs(text, start, kind) {
  const found = [];
  let at = start;
  for (const part of text.split("\n")) {
    const long = points(part);
    if (part.trim() !== "") found.push([at, at + long, kind]);
    at += long + 1;
  }
  return found;
}

/** The article with the marks of a list of entries. `drawn` gets the elements of each item by role. */
function articleText(found, list, drawn) {
  const marks = marksOf(list);
  const starts = new Map();
  for (const entry of list) {
    if (entry.error === null && (entry.other === null || entry.other.error === null)) continue;
    const place = entry.item.content[0];
    if (place) starts.set(place[0], [...(starts.get(place[0]) || []), entry]);
  }
  return blocksOf(found).map(([start, end, kind]) => {
    const element = h(kind === "headline" ? "h2" : "p", { class: `block ${kind}`, dir: "auto" });
    for (const segment of segments(marks, start, end)) {
      for (const entry of starts.get(segment.start) || []) element.append(tag(entry));
      fill(element, {}, [segmentElement(found, segment, drawn)]);
    }
    return element;
  });
}

/** The small button at the start of an item that is wrong. */
function tag(entry) {
  const error = entry.error || entry.other.error;
  const side = entry.item.side === "gold" ? "gold" : "predicted";
  return h("button", { type: "button", class: `tag ${side}`, "data-key": entry.item.key, tabindex: "-1", title: report.classes[error], onclick: () => openItem(entry.item.key) }, words(error));
}

/** A short stretch with both tracks, for the panel: from the first to the last character of the two contents. */
function excerpt(found, entry) {
  const marks = marksOf([{ ...entry }]).filter((mark) => mark.role === "content");
  if (marks.length === 0) return null;
  const from = Math.min(...marks.map((mark) => mark.start));
  const to = Math.max(...marks.map((mark) => mark.end));
  const parts = segments(marks, from, to).flatMap((segment) => {
    const long = segment.end - segment.start;
    if (long <= 360) return segmentElement(found, segment, new Map());
    const [head, tail] = [{ ...segment, end: segment.start + 160 }, { ...segment, start: segment.end - 160 }];
    return [segmentElement(found, head, new Map()), h("span", { class: "quiet" }, " […] "), segmentElement(found, tail, new Map())];
  });
  return h("p", { class: "excerpt", dir: "auto" }, parts);
}

/* --- relations: from the source and the cue to the content, on hover, focus and selection ---------------------------- */

function drawRelations(layer, drawn, entry, host) {
  layer.replaceChildren();
  if (entry === null) return;
  const box = host.getBoundingClientRect();
  layer.setAttribute("width", box.width);
  layer.setAttribute("height", host.scrollHeight);
  for (const item of [entry.item, entry.other && entry.other.item]) {
    if (!item || !drawn.has(item)) continue;
    const elements = drawn.get(item);
    const to = placeOf(elements.content[0], box);
    if (to === null) continue;
    for (const role of ["source", "cue"]) {
      const from = placeOf(elements[role][0], box);
      if (from === null || elements[role][0] === elements.content[0]) continue;
      const lift = Math.min(26, 10 + Math.abs(from.x - to.x) / 14);
      const middle = Math.min(from.y, to.y) - lift;
      layer.append(svg("path", { class: `relation ${item.side} ${role}`, d: `M${from.x},${from.y}C${from.x},${middle} ${to.x},${middle} ${to.x},${to.y}` }),
        svg("circle", { class: `relation-end ${item.side}`, cx: to.x, cy: to.y, r: 2.5 }));
    }
  }
}

function placeOf(element, box) {
  const rect = element && element.getClientRects()[0];
  return rect ? { x: rect.left - box.left + Math.min(rect.width / 2, 40), y: rect.top - box.top + 3 } : null;
}

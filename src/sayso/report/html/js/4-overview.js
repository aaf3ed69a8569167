/* The overview: did it get better, where, and what goes wrong. */

const chosen = { metric: "f1", every: false, slice: null };
const METRIC_NAMES = { precision: "Precision", recall: "Recall", f1: "F1", ap: "Average precision", rate: "Rate" };
const PLAIN_TASKS = {
  quotes: "What was said",
  attribution: "Who said what",
  cues: "Cue words",
  sources: "Sources as mentioned",
  types: "Direct, indirect, mixed",
  speakers: "Who speaks at all",
  claims: "Claims",
  claimers: "Who claims what",
  check_worthiness: "Worth checking",
  verbatim: "Letter by letter in the article",
};

function drawOverview() {
  const section = document.getElementById("overview");
  put(section,
    title(), verdict(), measuresPart(), slicesPart(), errorsPart(), curvesPart(), runPart(), notesPart(),
  );
}

function title() {
  const corpus = report.corpus;
  const listed = systems.flatMap((system, i) => [i === 0 ? null : i === systems.length - 1 ? " and " : ", ", name(system.name)]);
  return h("header", { class: "title" },
    h("h1", {}, listed, " on ", name(corpus.name)),
    h("p", { class: "quiet" }, `${counted(corpus.documents, "document")}, `, corpus.splits.length === 1 ? "split " : "splits ",
      name(corpus.splits.join(", ")), ` · corpus ${plain(corpus.hash)} · sayso ${plain(report.sayso)}`));
}

function headlineRow() {
  return report.rows.find((row) => Object.keys(row.metrics).some((metric) => measureName(row, metric) === report.headline));
}

function measureName(row, metric) {
  const head = ["precision", "recall", "f1", "ap", "rate"].includes(metric) ? `${row.task}.${metric}` : row.task;
  return row.match ? `${head}@${row.match}` : head;
}

/** The first sentence: the headline measure, and whether a system differs from the baseline by more than chance. */
function verdict() {
  const row = headlineRow();
  if (row === undefined) return null;
  const metric = Object.keys(row.metrics).find((one) => measureName(row, one) === report.headline);
  const box = h("div", { class: "verdict" }, h("p", { class: "quiet" }, h("code", {}, plain(report.headline)), PLAIN_TASKS[row.task] ? `: ${PLAIN_TASKS[row.task].toLowerCase()}` : ""));
  const list = h("ul", {});
  systems.forEach((system, i) => {
    const found = row.metrics[metric][i];
    const difference = differenceOf(i, report.headline);
    list.append(h("li", {}, sign(i), name(system.name), " ", h("strong", {}, valueText(found)),
      intervalText(found) ? h("span", { class: "quiet" }, ` (95 %: ${intervalText(found)})`) : null,
      difference ? [" ", h("span", { class: `judged ${judged(difference)}` }, sentence(difference, report.differences[i]))] : null));
  });
  box.append(list);
  systems.forEach((system) => system.gates.forEach(([passed, text]) => box.append(h("p", { class: passed ? "passed" : "failed" }, h("strong", {}, passed ? "✓ passed" : "✗ failed"), " ", systems.length > 1 ? [name(system.name), ": "] : null, name(text)))));
  return box;
}

function differenceOf(system, measure) {
  const mine = report.differences[system];
  return mine ? mine.measures[measure] || null : null;
}

/** `better` or `worse` than the baseline at 5 % after Holm's correction, `even` where that is not shown. */
function judged(difference) {
  if (difference.p_holm === null || difference.p_holm >= 0.05) return "even";
  return difference.value > 0 ? "better" : "worse";
}

const SIGNS = { better: "▲", worse: "▼", even: "=" };

function sentence(difference, to) {
  const against = to.baseline ? `the baseline (${plain(to.name)})` : plain(to.name);
  const how = judged(difference);
  if (difference.p_holm === null) return `${signed(difference.value)} against ${against}; too few documents to tell`;
  const range = `${signed(difference.value)} (${signed(difference.low)} to ${signed(difference.high)})`;
  const tail = `${range} against ${against}, ${chance(difference.p_holm)}`;
  return how === "even" ? `no difference shown: ${tail}` : `${how}: ${tail}`;
}

/* --- measures ------------------------------------------------------------------------------------------------------- */

function measuresPart() {
  const metrics = ["f1", "precision", "recall"].filter((metric) => report.rows.some((row) => row.metrics[metric]));
  if (!metrics.includes(chosen.metric)) chosen.metric = metrics[0] || null;
  const hidden = report.rows.length > mainRows().length;
  return h("section", { class: "part", "aria-labelledby": "measures-title" },
    h("div", { class: "part-head" }, h("h2", { id: "measures-title" }, "Measures"),
      h("div", { class: "choices" }, choice("Metric", metrics.map((metric) => [metric, METRIC_NAMES[metric]]), chosen.metric, (value) => redraw({ metric: value }, "measures-title")),
        hidden ? h("label", {}, h("input", { type: "checkbox", checked: chosen.every, onchange: (event) => redraw({ every: event.target.checked }, "measures-title") }), " every match") : null)),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Table of measures" }, measuresTable()),
    h("p", { class: "quiet small" }, "Dot: value; line: 95 % interval, bootstrapped over documents.",
      report.differences.some(Boolean) ? " ▲ ▼: differs from the baseline with p < 0.05 after Holm's correction for all measures compared (paired randomization); =: that is not shown." : ""));
}

/** Redraw the overview, and leave the reader's place and focus where they were. */
function redraw(change, part) {
  Object.assign(chosen, change);
  const before = document.activeElement;
  const key = before && before.dataset ? before.dataset.choice : null;
  const label = before && before.type === "checkbox" ? part : null;
  const y = scrollY;
  drawOverview();
  scrollTo(0, y);
  if (key) document.querySelector(`[data-choice="${key}"]`)?.focus();
  else if (label) document.getElementById(label).parentElement.querySelector("input")?.focus();
}

function choice(label, options, value, change) {
  return h("label", {}, `${label} `, h("select", { "data-choice": label, onchange: (event) => change(event.target.value) },
    options.map(([key, text]) => h("option", { value: key, selected: key === value }, plain(text)))));
}

/** One row for each task: at IoU 0.5 where there is one, since exact edges are seldom what a reader asks for. */
function mainRows() {
  const best = new Map();
  for (const row of report.rows) if (!best.has(row.task) || row.match === "iou=0.5") best.set(row.task, row);
  return report.rows.filter((row) => best.get(row.task) === row);
}

function measuresTable() {
  const rows = chosen.every ? report.rows : mainRows();
  const values = rows.flatMap((row) => (row.metrics[metricOf(row)] || []).filter(Boolean).flatMap((found) => found.slice(0, 3)));
  const compared = report.differences.map((found, i) => (found ? i : -1)).filter((i) => i >= 0);
  // The numbers come first: the plot takes what room they leave.
  const width = innerWidth < 760 ? 130 : Math.max(160, 340 - 40 * Math.max(0, systems.length + 2 * compared.length - 4));
  const scale = scaleOver(Math.min(0, ...values), Math.max(1, ...values), width);
  const one = systems.length === 1;
  const head = h("tr", {}, h("th", { scope: "col" }, "Task"), h("th", { scope: "col" }, "Match"), h("th", { scope: "col", class: "plot" }, h("span", { class: "hidden-text" }, "Plot"), axis(scale, width)),
    one ? ["precision", "recall"].map((metric) => h("th", { scope: "col", class: "number" }, METRIC_NAMES[metric])) : null,
    systems.map((system, i) => h("th", { scope: "col", class: "number" }, one ? METRIC_NAMES[chosen.metric] || "Value" : [sign(i), name(system.name)])),
    one ? h("th", { scope: "col", class: "number" }, "95 %") : null,
    compared.map((i) => h("th", { scope: "col", class: "number" }, "Difference", compared.length > 1 ? [" ", sign(i)] : null)),
    h("th", { scope: "col", class: "number" }, "Gold"));
  let before = null;
  const body = rows.map((row) => {
    const metric = metricOf(row);
    const numbers = row.metrics[metric] || systems.map(() => null);
    const gold = numbers.find(Boolean);
    const named = row.task === before ? h("span", { class: "hidden-text" }, plain(row.task)) : [h("span", { class: "task" }, plain(words(row.task))), PLAIN_TASKS[row.task] ? h("span", { class: "quiet small block" }, PLAIN_TASKS[row.task]) : null];
    before = row.task;
    return h("tr", {}, h("th", { scope: "row" }, named), h("td", { class: "quiet" }, plain(row.match || "–")),
      h("td", { class: "plot" }, dots(numbers, scale, width)),
      one ? ["precision", "recall"].map((other) => h("td", { class: "number quiet" }, row.metrics[other] ? valueText(row.metrics[other][0]) : "–")) : null,
      numbers.map((found) => h("td", { class: "number" }, h("strong", {}, valueText(found)), metric === chosen.metric || one ? null : h("span", { class: "quiet small" }, ` ${METRIC_NAMES[metric] || ""}`), one ? null : h("span", { class: "quiet small block" }, intervalText(found)))),
      one ? h("td", { class: "number quiet" }, intervalText(numbers[0]) || "–") : null,
      compared.map((i) => differenceCell(differenceOf(i, measureName(row, metric)))),
      h("td", { class: "number quiet" }, gold ? gold[3].toLocaleString("en") : "–"));
  });
  return h("table", { class: "measures" }, h("thead", {}, head), h("tbody", {}, body));
}

function metricOf(row) {
  return row.metrics[chosen.metric] ? chosen.metric : Object.keys(row.metrics)[0];
}

function differenceCell(difference) {
  if (!difference || difference.value === null) return h("td", { class: "number quiet" }, "–");
  const how = judged(difference);
  const note = difference.p_holm === null ? "too few documents" : `${signed(difference.low)} to ${signed(difference.high)}, ${chance(difference.p_holm)}`;
  return h("td", { class: "number" }, h("span", { class: `judged ${how}` }, h("span", { "aria-hidden": "true" }, `${SIGNS[how]} `), h("span", { class: "hidden-text" }, how === "even" ? "no difference shown " : `${how} `), signed(difference.value)), h("span", { class: "quiet small block" }, note));
}

/* --- slices --------------------------------------------------------------------------------------------------------- */

function slicesPart() {
  if (report.slices.length === 0) return null;
  const names = [...new Set(report.slices.flatMap((slice) => slice.values.flatMap((value) => Object.keys(value.measures))).map((measure) => measure.replace(/\.(precision|recall|f1)(?=@|$)/, "")))];
  if (!names.includes(chosen.slice)) chosen.slice = ["attribution@iou=0.5", "quotes@iou=0.5", "attribution@exact", names[0]].find((one) => names.includes(one));
  return h("section", { class: "part", "aria-labelledby": "slices-title" },
    h("div", { class: "part-head" }, h("h2", { id: "slices-title" }, "Where it is good and bad"),
      h("div", { class: "choices" }, choice("Task", names.map((one) => [one, one]), chosen.slice, (value) => redraw({ slice: value }, "slices-title")))),
    h("div", { class: "multiples" }, report.slices.flatMap(panels)),
    h("p", { class: "quiet small" }, "Upright line: the whole corpus. Pale: fewer than 30 gold quotes or 10 documents, so that little can be said. The number after each value is that of its gold quotes."));
}

const MOST_ROWS = 13; // of a panel: a slice with more values goes on in the next one

function panels(slice) {
  const found = [];
  for (let i = 0; i < slice.values.length; i += MOST_ROWS) {
    found.push(panel({ ...slice, values: slice.values.slice(i, i + MOST_ROWS), goesOn: i > 0 }));
  }
  return found;
}

function panel(slice) {
  const metric = slice.precision ? "f1" : "recall";
  const measure = (of) => { const [task, match] = chosen.slice.split(/@(.*)/s); return `${task}.${of}${match === undefined ? "" : `@${match}`}`; };
  const width = 190;
  const scale = scaleOver(0, 1, width);
  const whole = report.rows.find((row) => row.metrics[metric] && measureName(row, metric) === measure(metric));
  const mark = systems.length === 1 && whole && whole.metrics[metric][0] ? whole.metrics[metric][0][0] : null;
  const rows = slice.values.map((value) => {
    const numbers = value.measures[measure(metric)] || systems.map(() => null);
    return h("tr", { class: value.small ? "few" : null }, h("th", { scope: "row" }, name(words(value.value)), h("span", { class: "quiet small" }, ` ${value.quotes.toLocaleString("en")}`)),
      h("td", { class: "plot" }, dots(numbers, scale, width, mark)),
      h("td", { class: "number" }, numbers.map((found) => h("span", { class: "block" }, valueText(found)))));
  });
  return h("figure", { class: "multiple" }, h("figcaption", {}, h("strong", {}, "by ", plain(words(slice.name)), slice.goesOn ? ", continued" : ""), h("span", { class: "quiet small" }, ` ${METRIC_NAMES[metric]}`)),
    h("table", {}, h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "hidden-text" }, "Value")), h("th", { scope: "col", class: "plot" }, h("span", { class: "hidden-text" }, "Plot"), axis(scale, width)), h("th", { scope: "col" }, h("span", { class: "hidden-text" }, METRIC_NAMES[metric])))), h("tbody", {}, rows)));
}

/* --- errors --------------------------------------------------------------------------------------------------------- */

function errorsPart() {
  if (report.errors === null) return null;
  const kinds = Object.entries(report.errors.kinds);
  const tables = kinds.map(([kind, classes]) => {
    const most = Math.max(...Object.values(classes).flat(2));
    const sorted = Object.entries(classes).sort((a, b) => Math.max(...b[1].flat()) - Math.max(...a[1].flat()));
    return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": `Errors in ${kind}` }, h("table", { class: "errors" },
      h("caption", {}, kind === "quotes" ? "Quotes" : "Claims"),
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, "Class"), systems.flatMap((system, i) => ["gold", "predicted"].map((side) =>
        h("th", { scope: "col" }, systems.length > 1 ? [sign(i), name(system.name), " "] : null, side))))),
      h("tbody", {}, sorted.map(([error, counts]) => h("tr", {},
        h("th", { scope: "row" }, hasTexts ? h("a", { href: address({ view: "documents", kind: kind === "quotes" ? "" : kind, system: counts.findIndex((pair) => pair.some(Boolean)), error }) }, words(error)) : words(error), h("span", { class: "quiet small block" }, report.classes[error])),
        counts.flatMap((pair) => pair.map((count, side) => h("td", { class: "count" }, h("span", { class: count ? "number" : "number quiet" }, count.toLocaleString("en")), bar(count, most, 90, side === 0 ? "gold" : "predicted")))))))));
  });
  return h("section", { class: "part", "aria-labelledby": "errors-title" },
    h("div", { class: "part-head" }, h("h2", { id: "errors-title" }, "What goes wrong")), h("div", { class: "pair" }, tables),
    h("p", { class: "quiet small" }, `Contents match by ${plain(report.errors.match)}; every item that is not right has one class. Gold: missed as they stand. Predicted: not in the gold as they stand.`));
}

/* --- precision and recall ------------------------------------------------------------------------------------------- */

function curvesPart() {
  const names = [...new Set(report.curves.flatMap((curves) => Object.keys(curves)))];
  if (names.length === 0) return null;
  const width = 260;
  const scale = scaleOver(0, 1, width);
  const up = d3.scaleLinear().domain([0, 1]).range([width - 22, 8]);
  return h("section", { class: "part", "aria-labelledby": "curves-title" },
    h("div", { class: "part-head" }, h("h2", { id: "curves-title" }, "Precision against recall")),
    h("div", { class: "multiples" }, names.map((measure) => {
      const plot = svg("svg", { class: "curve", width, height: width, viewBox: `0 0 ${width} ${width}`, role: "img", "aria-label": `Precision against recall: ${plain(measure)}` });
      for (const tick of [0, 0.25, 0.5, 0.75, 1]) plot.append(line(scale(tick), 8, scale(tick), width - 22, "grid"), line(8, up(tick), width - 8, up(tick), "grid"));
      for (const tick of [0, 0.5, 1]) plot.append(svg("text", { x: scale(tick), y: width - 6, "text-anchor": tick === 0 ? "start" : tick === 1 ? "end" : "middle" }, plainNumber(tick)), svg("text", { x: 11, y: up(tick) + (tick === 1 ? 12 : -3) }, plainNumber(tick)));
      report.curves.forEach((curves, i) => {
        const curve = curves[measure];
        if (!curve || curve.recall.length === 0) return;
        const path = curve.recall.map((recall, k) => `${k ? "L" : "M"}${scale(recall).toFixed(1)},${up(curve.precision[k]).toFixed(1)}`).join("");
        const last = curve.recall.length - 1;
        plot.append(svg("g", { class: `system-${i % 4}` }, svg("path", { d: path, class: "curve-line" }), shapeOf(i)(scale(curve.recall[last]), up(curve.precision[last]))));
      });
      return h("figure", { class: "multiple" }, h("figcaption", {}, h("strong", {}, plain(measure)), h("span", { class: "quiet small" }, " upward: precision; to the right: recall")), plot);
    })));
}

/* --- the run, and notes --------------------------------------------------------------------------------------------- */

function runPart() {
  const facts = systems.map(runFacts);
  const names = [...new Set(facts.flatMap((found) => [...found.keys()]))];
  return h("section", { class: "part", "aria-labelledby": "run-title" }, h("div", { class: "part-head" }, h("h2", { id: "run-title" }, "The run")),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "The run, as a table" }, h("table", { class: "run" },
      h("thead", {}, h("tr", {}, h("th", { scope: "col" }, h("span", { class: "hidden-text" }, "Fact")), systems.map((system, i) => h("th", { scope: "col", class: "number" }, systems.length > 1 ? sign(i) : null, name(system.name))))),
      h("tbody", {}, names.map((fact) => h("tr", {}, h("th", { scope: "row" }, plain(fact)), facts.map((found) => h("td", { class: "number" }, found.get(fact) ?? "–"))))))),
    systems.map((system, i) => failuresOf(system, i)));
}

/** What is known of how a system ran, as text by name. */
function runFacts(system) {
  const found = new Map();
  if (system.version) found.set("version", plain(system.version));
  const number = report.corpus.documents;
  found.set("failed documents", `${system.failures.length.toLocaleString("en")} of ${number.toLocaleString("en")}`);
  const lost = system.fabrications;
  if (lost.spans) {
    found.set("spans not in the article", `${lost.fabricated.toLocaleString("en")} of ${lost.spans.toLocaleString("en")}`);
    found.set("spans altered", lost.altered.toLocaleString("en"));
    found.set("speakers invented", `${lost.invented.toLocaleString("en")} of ${lost.speakers.toLocaleString("en")}`);
    found.set("speakers’ names completed", lost.completed.toLocaleString("en"));
  }
  const { run } = system;
  if (run) {
    found.set("documents asked", run.asked.toLocaleString("en"));
    found.set("wall time", duration(run.seconds));
    if (run.documents_per_second) found.set("documents a second", Number(run.documents_per_second.toPrecision(3)).toLocaleString("en"));
    if (run.latency) for (const [key, text] of [["p50", "a document, median"], ["p90", "nine in ten within"], ["p99", "99 in 100 within"]]) found.set(text, duration(run.latency[key]));
    for (const [key, text] of [["cached", "from the cache"], ["resumed", "from an earlier run"], ["retries", "calls again"]]) if (run[key]) found.set(text, run[key].toLocaleString("en"));
    for (const [key, number] of Object.entries(run.usage || {})) found.set(plain(words(key)), Number(number.toPrecision(6)).toLocaleString("en"));
  } else if (system.seconds !== null && system.seconds !== undefined) {
    found.set("wall time", duration(system.seconds));
  }
  return found;
}

function duration(seconds) {
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
  if (seconds < 120) return `${Number(seconds.toPrecision(3))} s`;
  return `${Math.floor(seconds / 60).toLocaleString("en")} min ${Math.round(seconds % 60)} s`;
}

function failuresOf(system) {
  if (system.failures.length === 0) return null;
  return h("details", {}, h("summary", {}, name(system.name), ` failed on ${counted(system.failures.length, "document")}, scored as empty`),
    h("ul", { class: "failures" }, system.failures.slice(0, 200).map((failure) => h("li", {}, documentLink(failure.doc), ": ", name(cut(failure.error, 2000)))),
      system.failures.length > 200 ? h("li", {}, `and ${system.failures.length - 200} more; --json lists them all`) : null));
}

function documentLink(id) {
  return h("a", { href: address({ view: "documents", doc: id }) }, name(id));
}

function notesPart() {
  const notes = [...new Set(systems.flatMap((system) => [...system.notes, ...system.warnings]))];
  return h("section", { class: "part notes", "aria-label": "Notes" },
    hasTexts ? null : h("p", {}, "The documents’ texts are not in this report: it was made from a saved run, or from predictions in Parquet. ", h("code", {}, "sayso eval --html"), " shows them."),
    notes.map((note) => h("p", {}, name(note))),
    systems.map((system) => h("p", { class: "signature" }, h("code", {}, name(system.signature)))));
}

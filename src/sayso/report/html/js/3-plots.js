/* Dots and intervals, on one scale from the left edge of a column to its right. Scales and axes are d3's. */

const SHAPES = [
  (x, y) => svg("circle", { cx: x, cy: y, r: 4.5 }),
  (x, y) => svg("rect", { x: x - 4, y: y - 4, width: 8, height: 8 }),
  (x, y) => svg("path", { d: `M${x},${y - 5.5}L${x + 5.2},${y + 4}L${x - 5.2},${y + 4}Z` }),
  (x, y) => svg("path", { d: `M${x},${y - 6}L${x + 5.5},${y}L${x},${y + 6}L${x - 5.5},${y}Z` }),
];

function shapeOf(system) {
  return SHAPES[system % SHAPES.length];
}

/** The sign of a system as it stands in plots, for legends. */
function sign(system) {
  return svg("svg", { class: `sign system-${system % 4}`, width: 14, height: 14, "aria-hidden": "true" }, shapeOf(system)(7, 7));
}

/** A scale over a column `width` wide, with room for half a dot at its edges. */
function scaleOver(low, high, width) {
  return d3.scaleLinear().domain([low, high]).range([8, width - 8]);
}

/** How many ticks a column has room for. */
function ticksOver(width) {
  return width < 160 ? 2 : 5;
}

/** The numbers as dots, each with its interval as a line; `numbers` has [value, low, high, n] or null by system. */
function dots(numbers, scale, width, mark = null) {
  const step = 13;
  const height = Math.max(22, numbers.length * step + 9);
  const first = (height - (numbers.length - 1) * step) / 2;
  const plot = svg("svg", { class: "dots", width, height, viewBox: `0 0 ${width} ${height}`, "aria-hidden": "true" });
  for (const tick of scale.ticks(ticksOver(width))) plot.append(line(scale(tick), 0, scale(tick), height, "grid"));
  if (mark !== null) plot.append(line(scale(mark), 0, scale(mark), height, "whole"));
  numbers.forEach((found, system) => {
    if (!found || found[0] === null) return;
    const [value, low, high] = found;
    const y = first + system * step;
    const group = svg("g", { class: `system-${system % 4}` });
    if (low !== null && high !== null) {
      group.append(line(scale(low), y, scale(high), y, "interval"));
      group.append(line(scale(low), y - 3, scale(low), y + 3, "interval"), line(scale(high), y - 3, scale(high), y + 3, "interval"));
    }
    group.append(shapeOf(system)(scale(value), y));
    plot.append(group);
  });
  return plot;
}

function line(x1, y1, x2, y2, className) {
  return svg("line", { x1, y1, x2, y2, class: className });
}

/** The axis of a column of dots. */
function axis(scale, width) {
  const plot = svg("svg", { class: "axis", width, height: 20, viewBox: `0 0 ${width} 20`, "aria-hidden": "true" });
  const ticks = d3.axisTop(scale).ticks(ticksOver(width)).tickSize(4).tickPadding(3).tickFormat((value) => plainNumber(value));
  d3.select(plot).append("g").attr("transform", "translate(0,19)").call(ticks);
  return plot;
}

function plainNumber(value) {
  return value === 0 || value === 1 ? String(value) : d3.format(".2~f")(value).replace(/^0/, "");
}

/** Horizontal bar of a count. */
function bar(count, most, width, className) {
  const long = most ? Math.max(count ? 1.5 : 0, (count / most) * width) : 0;
  return svg("svg", { class: `bar ${className}`, width, height: 9, "aria-hidden": "true" }, svg("rect", { width: long, height: 9 }));
}

/* --- numbers: as many places as the interval supports, and the same everywhere, so that columns can be read --------- */

/** Places after the point: two, or three where the headline's interval is narrower than two hundredths. */
const PLACES = (() => {
  const found = report.rows.flatMap((row) => Object.entries(row.metrics).filter(([metric]) => measureName(row, metric) === report.headline).flatMap(([, numbers]) => numbers.filter(Boolean)));
  return found.length && found.every(([, low, high]) => low !== null && high !== null && high - low < 0.02) ? 3 : 2;
})();

function valueText(found) {
  return !found || found[0] === null ? "–" : found[0].toFixed(PLACES);
}

function intervalText(found) {
  if (!found || found[1] === null || found[2] === null) return "";
  return `${found[1].toFixed(PLACES)}–${found[2].toFixed(PLACES)}`;
}

function signed(value, digits = PLACES) {
  const text = Math.abs(value).toFixed(digits);
  return Number(text) === 0 ? `±${text}` : `${value < 0 ? "−" : "+"}${text}`;
}

function chance(p) {
  return p === null ? "" : p < 0.001 ? "p < 0.001" : `p = ${p.toFixed(p < 0.1 ? 3 : 2)}`;
}

"use strict";
/* Elements and text. Nothing here, or anywhere in this page, makes markup out of text: what an article says stays text. */

/** An element with attributes and children; a child that is a string becomes text, null and false are left out. */
function h(name, attributes = {}, ...children) {
  return fill(document.createElement(name), attributes, children);
}

const SVG = "http://www.w3.org/2000/svg";

function svg(name, attributes = {}, ...children) {
  return fill(document.createElementNS(SVG, name), attributes, children);
}

function fill(element, attributes, children) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else element.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat(Infinity)) {
    if (child !== null && child !== undefined && child !== false) element.append(child);
  }
  return element;
}

/** Put children into an element in place of what it has. */
function put(element, ...children) {
  element.replaceChildren();
  return fill(element, {}, children);
}

/* Characters that act on their surroundings: controls, direction marks, line separators, lone surrogates. */
const ACTING =
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

const NAMED = {
  "\u202a": "LRE", "\u202b": "RLE", "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI",
  "\u2068": "FSI", "\u2069": "PDI", "\u200e": "LRM", "\u200f": "RLM", "\u061c": "ALM", "\u0000": "NUL", "\u001b": "ESC",
  "\u2028": "LS", "\u2029": "PS", "\u00ad": "SHY", "\u200b": "ZWSP", "\u2060": "WJ", "\ufeff": "BOM", "\r": "CR",
};

/** No browser lays a word of a megabyte out in a second: such a one loses its middle, and says how much. */
const LONG_WORD = /\S{5000,}/;

/** Text as nodes: characters that would act on the page or the reader are shown by their names instead. */
function shown(text) {
  const long = text.length >= 5000 ? LONG_WORD.exec(text) : null;
  if (long !== null) {
    const [from, to] = [long.index + 1000, long.index + long[0].length - 200];
    const left = h("span", { class: "control" }, `… ${(to - from).toLocaleString("en")} characters …`);
    return [...shown(text.slice(0, from)), left, ...shown(text.slice(to))];
  }
  const found = [];
  let done = 0;
  for (const match of text.matchAll(ACTING)) {
    if (match.index > done) found.push(text.slice(done, match.index));
    const code = match[0].charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
    found.push(h("span", { class: "control", title: `U+${code}` }, NAMED[match[0]] || `U+${code}`));
    done = match.index + match[0].length;
  }
  if (done === 0) return text === "" ? [] : [text];
  if (done < text.length) found.push(text.slice(done));
  return found;
}

/** A name or another short text from outside, isolated from the direction of what stands around it. */
function name(text, attributes = {}) {
  return h("bdi", attributes, shown(String(text)));
}

/** The same for where only plain text can go: titles, labels, options. */
function plain(text) {
  return String(text).replace(ACTING, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

function cut(text, length) {
  return text.length <= length ? text : `${text.slice(0, length - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function words(className) {
  return className.replaceAll("_", " ");
}

function counted(number, noun) {
  return `${number.toLocaleString("en")} ${noun}${number === 1 ? "" : "s"}`;
}

/** Tell those who listen instead of look. */
function say(text) {
  document.getElementById("said").textContent = plain(text);
}

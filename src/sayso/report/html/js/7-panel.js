/* Beside the article: the chosen item, gold against predicted, and the list of all. */

function drawPanel() {
  const panel = document.getElementById("panel");
  put(panel, view.selected ? chosenItem(view.selected) : steps(), itemList());
  panel.scrollTop = 0;
}

function steps() {
  return h("div", { class: "steps" },
    h("button", { type: "button", onclick: () => step(-1) }, "← ", h("kbd", {}, "p")), h("button", { type: "button", onclick: () => step(1) }, "Next error ", h("kbd", {}, "n"), " →"));
}

function chosenItem(entry) {
  const { found } = view;
  const [gold, predicted] = entry.item.side === "gold" ? [entry, entry.other] : [entry.other, entry];
  const error = entry.error || (entry.other && entry.other.error);
  const rows = [
    ["speaker", (item) => (item.who === null ? h("em", {}, "nobody named") : item.who === undefined ? h("em", {}, "not said") : name(item.who)), (item) => item.who],
    ["type", (item) => (item.type ? words(item.type) : h("em", {}, "not said")), (item) => item.type],
    ["source", (item) => rolesText(found, item, "source"), (item) => textOf(found, item, "source")],
    ["cue", (item) => rolesText(found, item, "cue"), (item) => textOf(found, item, "cue")],
    ["stance", (item) => item.stance || "–", (item) => item.stance],
    ["asserted", (item) => (item.asserted === false ? "no" : "yes"), (item) => item.asserted !== false],
    ["inside", (item) => name(item.parent || "–"), () => ""],
  ].filter(([row]) => (state.kind === "quotes" ? row !== "stance" : !["source", "cue", "asserted"].includes(row)));
  // What grounds and names leave open is settled in the error class: whom it holds right is the same person, however called.
  const agreed = { speaker: [null, "wrong_type", "wrong_mention"], type: [null, "wrong_mention"], source: [null] };
  const cell = (side, show) => (side === null ? h("td", { class: "quiet" }, "–") : h("td", {}, show(side.item)));
  return h("section", { class: "chosen", "aria-label": "Chosen item" }, steps(),
    h("h2", {}, h("span", { class: `flag ${error ? "wrong" : "fine"}` }, error ? words(error) : "right"), error ? h("span", { class: "quiet small block" }, report.classes[error]) : null),
    excerpt(found, entry), absent(predicted),
    h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Gold and prediction" }, h("table", { class: "against" },
      h("thead", {}, h("tr", {}, h("td", {}), h("th", { scope: "col" }, h("span", { class: "key gold" }, "gold"), gold ? [" ", name(cut(gold.item.id, 30))] : null), h("th", { scope: "col" }, h("span", { class: "key predicted" }, name(systems[state.system].name))))),
      h("tbody", {}, rows.map(([row, show, compare]) => {
        const stated = predicted && ![undefined, ""].includes(compare(predicted.item)); // what is left out is not wrong
        const differs = gold && stated && row !== "inside" && !(agreed[row] || []).includes(error || null) && compare(gold.item) !== compare(predicted.item);
        return h("tr", { class: differs ? "differs" : null }, h("th", { scope: "row" }, row, differs ? h("span", { title: "they differ" }, " ≠") : null), cell(gold, show), cell(predicted, show));
      })))),
    gold && gold.item.normalized ? h("p", { class: "small" }, h("span", { class: "quiet" }, "as a sentence: "), name(gold.item.normalized)) : null,
    gold && gold.item.phenomena.length ? h("p", { class: "small quiet" }, gold.item.phenomena.map(words).join(" · ")) : null,
    predicted && predicted.item.score !== undefined ? h("p", { class: "small quiet" }, `score ${Number(predicted.item.score.toPrecision(3))}`) : null);
}

function rolesText(found, item, role) {
  const text = textOf(found, item, role);
  return text === "" ? h("span", { class: "quiet" }, "none") : name(cut(text, 300));
}

function absent(predicted) {
  const texts = predicted && predicted.item.absent && predicted.item.absent.content;
  return texts ? h("p", { class: "excerpt" }, h("span", { class: "flag wrong" }, "not in the article"), " ", texts.map((text) => name(text))) : null;
}

const MOST_LISTED = 400; // an article with more items than a reader goes through one by one

function itemList() {
  const { list, found } = view;
  const wrong = list.filter((entry) => entry.error || (entry.other && entry.other.error)).length;
  const answered = found.systems[state.system].answered;
  return h("nav", { "aria-label": "Items" }, h("h2", {}, `${counted(list.length, state.kind.slice(0, -1))}, `, wrong ? `${wrong} not right` : "all right"),
    answered ? null : h("p", { class: "failed" }, name(systems[state.system].name), " says nothing of this document."),
    h("ol", { class: "items" }, list.slice(0, MOST_LISTED).map((entry) => {
      const error = entry.error || (entry.other && entry.other.error);
      return h("li", {}, h("a", { href: address({ doc: found.id, item: entry.item.key }), "aria-current": entry === view.selected ? "true" : null },
        h("span", { class: `dot ${error ? "wrong" : "fine"}`, "aria-hidden": "true" }, error ? "✗" : "✓"), h("span", { class: "item-text" }, name(cut(textOf(found, entry.item), 90) || "(no text)")),
        h("span", { class: "quiet small" }, error ? words(error) : "right", " · ", entry.item.who ? name(cut(entry.item.who, 40)) : entry.item.who === null ? "nobody named" : "speaker not said")));
    }), list.length > MOST_LISTED ? h("li", { class: "quiet" }, `and ${list.length - MOST_LISTED} more: filter to see them`) : null));
}

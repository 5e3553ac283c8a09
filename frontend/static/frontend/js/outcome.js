// What came out, and what to do when it was nothing: the filters that can go, the way to the text, the reason of an error.
import { make } from "./dom.js";
import { FILTERS, NOTHING, hasFilters } from "./query.js";
import { valueWords } from "./facets.js";

/** The server's own sentence, what else it wants to be known, and the time it took. */
export const outcomeWords = (answer) => [answer.sentence, ...answer.notices, `(${Math.round(answer.took_ms)} ms)`].join(" ");

/** A card in place of results: each thing that narrows the search, with a button that takes it away. */
export function nothingCard(query, answer, onQuery) {
  const chips = answer.query.chips.filter((chip) => chip.mode !== "nice");
  const ways = [
    ...chips.map((chip) => [`Without “${chip.label}”`, { ...query, text: chip.without }]),
    ...FILTERS.filter((name) => query[name].length).map((name) => [
      `Without “${query[name].map((value) => valueWords(name, value)).join(", ")}”`,
      { ...query, [name]: [] },
    ]),
  ];
  if (ways.length > 1) ways.push(["Without all of them", { ...cleared(query), text: answer.query.subject }]);
  const buttons = ways.map(([label, next]) => buttonOf(label, () => onQuery(next)));
  return make(
    "li",
    { class: "card nothing" },
    make("strong", {}, "Nothing fits"),
    make("span", {}, ways.length ? "Something of this may be too narrow:" : "Try other words, or show a picture of what you look for."),
    make("div", { class: "nothing-ways" }, ...buttons),
  );
}

/** The query without any filter of the lists. */
export const cleared = (query) => ({ ...query, ...Object.fromEntries(FILTERS.map((name) => [name, NOTHING[name]])) });

/** The chosen values of the lists, each with a button that takes it away, and one for all. */
export function showChosen(root, query, onQuery) {
  const chips = FILTERS.flatMap((name) =>
    query[name].map((value) => {
      const words = valueWords(name, value);
      const remove = buttonOf("×", () => onQuery({ ...query, [name]: query[name].filter((one) => one !== value) }), { "aria-label": `Remove: ${words}` });
      return make("span", { class: "understood-chip" }, make("span", { class: "understood-turn" }, words), remove);
    }),
  );
  if (chips.length > 1) chips.push(buttonOf("Clear filters", () => onQuery(cleared(query)), { class: "quiet-button" }));
  root.replaceChildren(...chips);
  root.hidden = !hasFilters(query);
}

/** Why it did not work, and a button to try it again. */
export function showError(root, error, onRetry) {
  const retry = buttonOf("Try again", onRetry, { class: "button" });
  const code = error.code ? make("span", { class: "error-code" }, error.code) : null;
  root.replaceChildren(make("span", {}, error.message), " ", code ?? "", retry);
  root.hidden = false;
}

function buttonOf(label, act, attributes = { class: "button" }) {
  const button = make("button", { type: "button", ...attributes }, label);
  button.addEventListener("click", act);
  return button;
}

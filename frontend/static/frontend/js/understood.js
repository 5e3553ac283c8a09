// What the server understood of the query: chips that can be taken away or turned round, and what it could not read.
import { make } from "./dom.js";

const TURNS = { must: "Leave these out instead", exclude: "Look for these instead", nice: "Show only these" };

/** @param {HTMLElement} root @param {object} query the answer's `query` @param {(text: string) => void} onText */
export function showUnderstood(root, query, onText) {
  const chips = query.chips.map((chip) => chipOf(chip, onText));
  const problems = query.problems.map((problem) => make("p", { class: "understood-problem" }, problemWords(problem)));
  root.replaceChildren(...(chips.length ? [make("span", { class: "muted" }, "Understood:")] : []), ...chips, ...problems);
  root.hidden = chips.length + problems.length === 0;
}

function chipOf(chip, onText) {
  const label = make("button", { type: "button", class: "understood-turn", disabled: !chip.toggled, title: chip.toggled ? TURNS[chip.mode] : null }, chip.label);
  label.addEventListener("click", () => onText(chip.toggled));
  const remove = make("button", { type: "button", "aria-label": `Remove: ${chip.label}` }, "×");
  remove.addEventListener("click", () => onText(chip.without));
  return make("span", { class: "understood-chip", "data-mode": chip.mode }, label, remove);
}

const problemWords = (problem) => (problem.suggestion ? `${problem.sentence} Did you mean ${problem.suggestion}?` : problem.sentence);

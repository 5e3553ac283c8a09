// The filters above the grid: each a list of choices with how many results they leave; several of one may be chosen.
import { make } from "./dom.js";
import { count } from "./words.js";

/** What the filters and their values are called; values without a name of their own are shown as they are. */
const YES_NO = { has_alt: { 1: "With alt text", 0: "Without alt text" }, duplicate: { 1: "There more than once", 0: "There once" } };
const LABELS = {
  format: "Format",
  size: "Size",
  aspect: "Shape",
  color: "Main colour",
  role: "Kind",
  section: "Section",
  host: "Host",
  has_alt: "Alt text",
  duplicate: "Copies",
};
const ROLES = { content: "Content", icon: "Icon", logo: "Logo", decoration: "Decoration" };

export function valueWords(name, value) {
  if (YES_NO[name]) return YES_NO[name][value] ?? value;
  if (name === "role") return ROLES[value] ?? value;
  if (name === "section") return value === "/" ? "Start page" : value;
  return ["size", "aspect", "color"].includes(name) ? value.charAt(0).toUpperCase() + value.slice(1) : value;
}

export class Facets {
  /** @param {HTMLElement} root @param {(choice: object) => void} onChoose */
  constructor(root, onChoose) {
    this.root = root;
    this.onChoose = onChoose;
    this.boxes = new Map();
    document.addEventListener("click", (event) => this.closeOthers(event.target.closest?.("details.facet")));
    root.addEventListener("keydown", (event) => {
      const open = event.target.closest("details[open]");
      if (event.key !== "Escape" || !open) return;
      event.stopPropagation();
      open.open = false;
      open.querySelector("summary").focus();
    });
  }

  closeOthers(keep) {
    for (const box of this.boxes.values()) if (box !== keep) box.open = false;
  }

  /** The counts of an answer, and what of them the query has chosen. A filter with one value for everything says nothing. */
  show(facets, query) {
    for (const name of Object.keys(LABELS)) {
      const counts = facets[name] ?? {};
      const chosen = query[name];
      const values = [...new Set([...Object.keys(counts), ...chosen])];
      const box = this.box(name);
      box.hidden = values.length < 2 && chosen.length === 0;
      this.fill(box, name, values, counts, chosen);
    }
  }

  clear() {
    for (const box of this.boxes.values()) box.hidden = true;
  }

  box(name) {
    if (!this.boxes.has(name)) {
      const list = make("fieldset", { class: "facet-list" });
      const box = make("details", { class: "facet", "data-facet": name }, make("summary", {}, LABELS[name]), list);
      this.boxes.set(name, box);
      this.root.append(box);
    }
    return this.boxes.get(name);
  }

  fill(box, name, values, counts, chosen) {
    const summary = box.querySelector("summary");
    const words = chosen.map((value) => valueWords(name, value)).join(", ");
    summary.textContent = words ? `${LABELS[name]}: ${words}` : LABELS[name];
    summary.classList.toggle("is-chosen", chosen.length > 0);
    const focused = document.activeElement?.value;
    const hadFocus = box.contains(document.activeElement) && document.activeElement !== summary;
    const choices = values.map((value) => this.choice(name, value, counts[value], chosen));
    box.querySelector("fieldset").replaceChildren(make("legend", { class: "visually-hidden" }, LABELS[name]), ...choices);
    if (hadFocus) [...box.querySelectorAll("input")].find((input) => input.value === focused)?.focus();
  }

  choice(name, value, number, chosen) {
    const input = make("input", { type: "checkbox", name, value, checked: chosen.includes(value) });
    input.addEventListener("change", () => {
      this.onChoose({ [name]: input.checked ? [...chosen, value] : chosen.filter((one) => one !== value) });
    });
    const words = make("span", { class: "facet-words" }, valueWords(name, value));
    return make("label", { class: number ? "" : "is-empty" }, input, words, make("span", { class: "facet-count" }, count(number ?? 0)));
  }
}

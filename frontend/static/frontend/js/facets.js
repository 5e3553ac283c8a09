// The filters above the grid: native lists, with how many results each choice would leave.
import { make } from "./dom.js";
import { FILTERS } from "./query.js";
import { count } from "./words.js";

/** @param {HTMLElement} root holds one `<select name>` for each filter and one for the order */
export class Facets {
  constructor(root, onChoose) {
    this.selects = [...root.querySelectorAll("select")];
    root.addEventListener("change", (event) => onChoose({ [event.target.name]: event.target.value }));
  }

  /** The choices of a query; one that the lists do not know yet is added to them. */
  show(query) {
    for (const select of this.selects) {
      const value = query[select.name];
      if (![...select.options].some((option) => option.value === value)) select.append(make("option", { value }, value));
      select.value = value;
      select.classList.toggle("is-chosen", Boolean(value));
    }
  }

  /** The counts of an answer, behind the words of each choice. */
  count(facets) {
    for (const select of this.selects.filter((one) => FILTERS.includes(one.name))) {
      const counts = facets[select.name] ?? {};
      for (const option of [...select.options].slice(1)) {
        const words = option.dataset.words ?? option.textContent;
        option.dataset.words = words;
        option.textContent = option.value in counts ? `${words} (${count(counts[option.value])})` : words;
      }
    }
  }
}

// The grid of results: one tab stop, arrow keys inside.
import { make, makeBar } from "./dom.js";
import { pathWords, plural } from "./words.js";

/** What a picture is called: its alt text or caption, else its title, else its page; the latter two are guesses. */
export function captionOf(result) {
  if (result.alt || result.caption) return { text: result.alt || result.caption, isInferred: false };
  if (result.title) return { text: result.title, isInferred: true };
  if (result.page_title) return { text: `On “${result.page_title}”`, isInferred: true };
  return { text: result.page_url ? `On ${pathWords(result.page_url)}` : "From the list", isInferred: true };
}

export class ResultGrid {
  /** @param {HTMLElement} root @param {(index: number) => void} onOpen */
  constructor(root, onOpen) {
    this.root = root;
    this.onOpen = onOpen;
    this.results = [];
    this.hasDivider = false;
    root.addEventListener("keydown", (event) => this.move(event));
  }

  clear() {
    this.results = [];
    this.hasDivider = false;
    this.root.replaceChildren();
  }

  showSkeleton(number) {
    this.clear();
    for (let index = 0; index < number; index += 1) {
      this.root.append(make("li", { class: "result skeleton", "aria-hidden": "true" }, make("div", { class: "result-open" })));
    }
  }

  add(results) {
    for (const result of results) {
      const index = this.results.push(result) - 1;
      if (!isStrong(result)) this.divide(index);
      this.root.append(this.tile(result, index));
    }
  }

  /** The line between what matches and what merely comes closest. */
  divide(index) {
    if (this.hasDivider) return;
    this.hasDivider = true;
    const text = index === 0 ? "The closest pictures" : "Weaker matches";
    this.root.append(make("li", { class: "divider", role: "separator" }, text));
  }

  tile(result, index) {
    const caption = captionOf(result);
    const picture = make("img", { src: result.thumbnail_url, alt: "", loading: "lazy", decoding: "async" });
    const label = `${caption.text}. ${isStrong(result) ? "Match" : "Weak match"} ${percent(result.score)}`;
    const attributes = { type: "button", class: "result-open", "aria-label": label, "data-index": index, tabindex: index ? -1 : 0 };
    const badge = result.copies > 1 ? make("span", { class: "result-copies" }, plural(result.copies, "copy", "copies")) : null;
    const button = make("button", attributes, picture, badge);
    button.addEventListener("click", () => this.onOpen(index));
    return make(
      "li",
      { class: isStrong(result) ? "result" : "result is-weak" },
      button,
      make("span", { class: caption.isInferred ? "result-caption is-inferred" : "result-caption" }, caption.text),
      make("span", { class: "score" }, scoreBar(result), make("span", { class: "number" }, percent(result.score))),
    );
  }

  focus(index) {
    const buttons = [...this.root.querySelectorAll("[data-index]")];
    const target = buttons[Math.min(Math.max(index, 0), buttons.length - 1)];
    if (!target) return;
    for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
    target.focus();
  }

  move(event) {
    const index = Number(event.target.dataset?.index);
    if (Number.isNaN(index)) return;
    const steps = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: this.columns(), ArrowUp: -this.columns() };
    if (event.key === "Home") this.focus(0);
    else if (event.key === "End") this.focus(this.results.length - 1);
    else if (event.key in steps) this.focus(index + steps[event.key]);
    else return;
    event.preventDefault();
  }

  columns() {
    return getComputedStyle(this.root).gridTemplateColumns.split(" ").length;
  }
}

export const isStrong = (result) => result.is_strong;

export const percent = (score) => (score > 0 && score < 0.01 ? "< 1 %" : `${Math.round(score * 100)} %`);

/** What the picture itself gave: by the words of the query, or by its likeness to the example. */
export const pixelsOf = ({ matched }) => Math.max(matched.pixels, matched.example);

/** The score, divided by what the pixels and what the words gave. */
export function scoreBar(result) {
  const pixels = pixelsOf(result);
  const { words } = result.matched;
  const sum = pixels + words || 1;
  return makeBar([
    { name: "pixels", share: (result.score * pixels) / sum },
    { name: "words", share: (result.score * words) / sum },
  ]);
}

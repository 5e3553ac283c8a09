// The grid of results: one tab stop, arrow keys inside.
import { make, makeBar } from "./dom.js";
import { count, pathWords, plural } from "./words.js";

/** What a picture is called: its alt text or caption, else its title, else its page; the latter two are guesses. */
export function captionOf(result) {
  if (result.alt || result.caption) return { text: result.alt || result.caption, isInferred: false };
  if (result.title) return { text: result.title, isInferred: true };
  if (result.page_title) return { text: `On “${result.page_title}”`, isInferred: true };
  return { text: result.page_url ? `On ${pathWords(result.page_url)}` : "From the list", isInferred: true };
}

const WORTH_SAYING = 0.02;

/** Why a picture matched, in a line: what each way of looking gave. */
export function whyLine({ matched }) {
  const parts = [
    matched.example >= WORTH_SAYING && `looks ${percent(matched.example)} alike`,
    matched.pixels >= WORTH_SAYING && `shows it ${percent(matched.pixels)}`,
    matched.terms.length && `says ${matched.terms.map((term) => `“${term}”`).join(", ")}`,
    !matched.terms.length && matched.meaning >= WORTH_SAYING && `means it ${percent(matched.meaning)}`,
    matched.unlike >= WORTH_SAYING && `${percent(matched.unlike)} like what it should not be`,
  ].filter(Boolean);
  return parts.join(" · ");
}

export class ResultGrid {
  /** @param {HTMLElement} root @param {{onOpen: (index: number) => void, onLike: (imageId: number) => void, onUnlike: (imageId: number) => void}} hooks */
  constructor(root, hooks) {
    this.root = root;
    this.hooks = hooks;
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
    this.root.append(make("li", { class: "divider" }, text));
  }

  tile(result, index) {
    const caption = captionOf(result);
    return make(
      "li",
      { class: isStrong(result) ? "result" : "result is-weak" },
      make("div", { class: "result-frame" }, this.openButton(result, index, caption), this.acts(result)),
      make("span", { class: caption.isInferred ? "result-caption is-inferred" : "result-caption", title: caption.text }, caption.text),
      make("span", { class: "result-why" }, whyLine(result)),
      make("span", { class: "score" }, scoreBar(result), make("span", { class: "number" }, percent(result.score))),
    );
  }

  openButton(result, index, caption) {
    const picture = make("img", { src: result.thumbnail_url, alt: "", loading: "lazy", decoding: "async" });
    picture.addEventListener("error", () => picture.replaceWith(make("span", { class: "result-gone" }, "No preview")));
    const label = `${caption.text}. ${isStrong(result) ? "Match" : "Weak match"} ${percent(result.score)}`;
    const attributes = { type: "button", class: "result-open", "aria-label": label, "data-index": index, "data-image": result.image_id, tabindex: index ? -1 : 0 };
    const facts = make("span", { class: "result-facts" }, `${result.format} ${count(result.width)} × ${count(result.height)}`);
    const copies = result.copies > 1 ? make("span", { class: "result-copies" }, plural(result.copies, "copy", "copies")) : null;
    const button = make("button", attributes, picture, facts, copies);
    button.addEventListener("click", () => this.hooks.onOpen(index));
    return button;
  }

  /** For the mouse; the keyboard has keys for them, and every screen has them in the picture's dialog. */
  acts(result) {
    const like = make("button", { type: "button", tabindex: -1, "aria-label": "Find similar", title: "Find similar (s)" }, "≈");
    const unlike = make("button", { type: "button", tabindex: -1, "aria-label": "Less like this", title: "Less like this (-)" }, "−");
    like.addEventListener("click", () => this.hooks.onLike(result.image_id));
    unlike.addEventListener("click", () => this.hooks.onUnlike(result.image_id));
    return make("span", { class: "result-acts" }, like, unlike);
  }

  /** The result that has the focus, or undefined. */
  get focused() {
    const index = document.activeElement?.dataset?.index;
    return index === undefined ? undefined : this.results[Number(index)];
  }

  focus(index) {
    const buttons = [...this.root.querySelectorAll("[data-index]")];
    const target = buttons[Math.min(Math.max(index, 0), buttons.length - 1)];
    if (!target) return;
    for (const button of buttons) button.tabIndex = button === target ? 0 : -1;
    target.focus();
  }

  /** Step on from the focused result; from anywhere else to the first. */
  step(by) {
    const index = this.focused ? this.results.indexOf(this.focused) + by : 0;
    this.focus(index);
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

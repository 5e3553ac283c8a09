// One result large, in a dialog: the picture, where it stands, why it matched.
import { addressAt, make, makeLink } from "./dom.js";
import { captionOf, isStrong, percent, pixelsOf, scoreBar, whyLine } from "./results.js";
import { addressWords, count, pathWords, sizeWords } from "./words.js";

export class Viewer {
  /**
   * @param {HTMLDialogElement} dialog
   * @param {{results: () => object[], onLike: (imageId: number) => void, onClose: (index: number) => void, onMore?: (imageId: number) => void,
   *   onUnlike?: (imageId: number) => void, onStep?: (result: object) => void}} hooks
   */
  constructor(dialog, hooks) {
    this.dialog = dialog;
    this.hooks = hooks;
    this.index = 0;
    this.titleId = `title-${dialog.getAttributeNames().find((name) => name.startsWith("data-"))}`;
    dialog.setAttribute("aria-labelledby", this.titleId);
    dialog.addEventListener("close", () => hooks.onClose(this.index));
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("keydown", (event) => this.key(event));
  }

  get isOpen() {
    return this.dialog.open;
  }

  open(index) {
    this.index = index;
    this.render();
    if (!this.dialog.open) this.dialog.showModal();
  }

  close() {
    this.dialog.close();
  }

  key(event) {
    if (event.key === "ArrowRight") this.step(1);
    else if (event.key === "ArrowLeft") this.step(-1);
    else return;
    event.preventDefault();
  }

  step(by) {
    const next = this.index + by;
    if (next < 0 || next >= this.hooks.results().length) return;
    const name = document.activeElement?.getAttribute("aria-label");
    this.open(next);
    this.dialog.querySelector(`[aria-label="${name}"]:enabled`)?.focus();
    this.hooks.onStep?.(this.hooks.results()[next]);
  }

  render() {
    const result = this.hooks.results()[this.index];
    const picture = make("img", { src: result.thumbnail_url, alt: result.alt || "" });
    this.dialog.replaceChildren(
      this.bar(),
      make("div", { class: "viewer-body" }, make("div", { class: "viewer-picture" }, picture), this.side(result)),
    );
  }

  bar() {
    const buttons = [
      ["Previous", "←", () => this.step(-1), this.index === 0],
      ["Next", "→", () => this.step(1), this.index === this.hooks.results().length - 1],
      ["Close", "×", () => this.dialog.close(), false],
    ].map(([label, sign, act, isDisabled]) => {
      const button = make("button", { type: "button", class: "quiet-button", "aria-label": label, disabled: isDisabled }, sign);
      button.addEventListener("click", act);
      return button;
    });
    return make("div", { class: "viewer-bar" }, ...buttons);
  }

  side(result) {
    return make(
      "div",
      { class: "viewer-side" },
      make("h2", { id: this.titleId }, captionOf(result).text),
      make("div", { class: "viewer-actions" }, ...this.actions(result), pageLink(result)),
      make("div", { class: "viewer-why" }, make("p", { class: "muted" }, whyWords(result)), scoreBar(result)),
      facts(result),
      copies(result),
    );
  }

  actions(result) {
    return [
      ["Find similar", this.hooks.onLike, { class: "button button-main", autofocus: true }],
      ["More like this", this.hooks.onMore, { class: "button" }],
      ["Less like this", this.hooks.onUnlike, { class: "button" }],
    ]
      .filter(([, hook]) => hook)
      .map(([label, hook, attributes]) => {
        const button = make("button", { type: "button", ...attributes }, label);
        button.addEventListener("click", () => {
          this.dialog.close();
          hook(result.image_id);
        });
        return button;
      });
  }
}

/** The page where it was seen, at the words beside it; a picture from a list has none. */
const pageLink = (result) =>
  result.page_url ? makeLink(addressAt(result.page_url, result.caption), "Open its page", { class: "button" }) : null;

/** The reason in a sentence; what each part gave stands in the facts. */
function whyWords(result) {
  const pixels = pixelsOf(result);
  const { words } = result.matched;
  const strength = isStrong(result) ? "Matches" : "Only a weak match,";
  if (pixels > 2 * words) return `${strength} mostly by what the picture shows.`;
  if (words > 2 * pixels) return `${strength} mostly by the words around it.`;
  return `${strength} by what the picture shows and by the words around it.`;
}

function facts(result) {
  const rows = [
    ["Match", percent(result.score)],
    ["Why", whyLine(result)],
    ["By pixels", percent(pixelsOf(result))],
    ["By words", percent(result.matched.words)],
    ["Words found", result.matched.terms.join(", ")],
    ["Alt text", result.alt || "none"],
    ["Caption", result.caption],
    ["Title", result.title],
    ["Page", result.page_url && makeLink(result.page_url, addressWords(result.page_url))],
    ["File", makeLink(result.image_url, addressWords(result.image_url))],
    ["Format", result.format],
    ["Size", `${count(result.width)} × ${count(result.height)} px, ${sizeWords(result.bytes)}`],
  ].filter(([, value]) => value);
  return make("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)]));
}

/** The same picture elsewhere on the site: the same bytes, or the same look in another size or format. */
function copies(result) {
  if (!result.copies_list.length) return null;
  const rows = result.copies_list.map((copy) => {
    const size = `${copy.format} ${count(copy.width)} × ${count(copy.height)}`;
    const place = makeLink(copy.page_url, `on ${pathWords(copy.page_url)}`);
    return make("li", {}, makeLink(copy.image_url, size), " ", place, copy.kind === "identical" ? ", the same file" : "");
  });
  return make("div", { class: "copies" }, make("h3", {}, "Also on this site"), make("ul", {}, ...rows));
}

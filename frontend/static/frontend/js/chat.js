// The drawer: a log of what was said, thumbnails that open large, and the way back to a normal search.
import { addressAt, make, makeLink, readJson } from "./dom.js";
import { isTyping } from "./keys.js";
import { captionOf } from "./results.js";
import { Talk, queryOf } from "./talk.js";
import { Viewer } from "./viewer.js";
import { addressWords } from "./words.js";

const STARTERS = ["Pictures with people", "Logos", "What can I say?"];
const REFINERS = ["Larger", "Without people", "What can I say?"];

export class ChatDrawer {
  /** @param {{query?: () => object | null, crawls?: () => string[] | "all", onOpen?: (address: string) => boolean}} page the search page's own query and places, and whether it opens one itself */
  constructor(page = {}) {
    this.page = page;
    this.root = document.querySelector("[data-chat]");
    this.log = this.find("log");
    this.form = this.find("form");
    this.talk = new Talk(readJson("chat-links"));
    this.shown = [];
    this.viewer = new Viewer(document.querySelector("[data-chat-viewer]"), {
      results: () => this.shown,
      onLike: (imageId) => this.say("", { text: "", examples: [{ image: imageId }] }, { label: "More like this one" }),
      onClose: () => this.opener?.focus(),
    });
    this.toggles = [...document.querySelectorAll("[data-chat-toggle]")];
    this.listen();
    for (const { label, answer } of this.talk.exchanges) this.replay(label, answer);
    this.offerStarters();
    if (this.talk.isOpen) this.open({ isQuiet: true });
  }

  find(name) {
    return this.root.querySelector(`[data-chat-${name}]`);
  }

  listen() {
    for (const toggle of this.toggles) {
      toggle.hidden = false;
      toggle.addEventListener("click", () => (this.root.open ? this.close() : this.open()));
    }
    this.find("close").addEventListener("click", () => this.close());
    this.find("new").addEventListener("click", () => this.restart());
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      const message = this.form.elements.message.value.trim();
      if (message) this.say(message);
    });
    this.root.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || event.defaultPrevented) return;
      event.stopPropagation();
      this.close();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "c" || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
      event.preventDefault();
      this.open();
    });
  }

  open({ isQuiet = false } = {}) {
    if (!this.root.open) this.root.show();
    document.body.classList.add("has-chat");
    this.mark(true);
    if (!isQuiet) this.form.elements.message.focus();
    this.scroll();
  }

  close() {
    this.root.close();
    document.body.classList.remove("has-chat");
    this.mark(false);
    this.toggles.find((toggle) => toggle.checkVisibility())?.focus();
  }

  mark(isOpen) {
    for (const toggle of this.toggles) toggle.setAttribute("aria-expanded", String(isOpen));
    this.talk.isOpen = isOpen;
    this.talk.keep();
  }

  restart() {
    this.running?.abort();
    this.talk.forget();
    this.log.replaceChildren();
    this.offerStarters();
    this.form.elements.message.focus();
  }

  async say(message, query = null, { label = message, answer: meant = "auto" } = {}) {
    this.running?.abort();
    const mine = new AbortController();
    this.running = mine;
    this.talk.crawls = this.page.crawls?.() ?? this.talk.crawls;
    this.form.elements.message.value = "";
    this.offer([]);
    const place = this.entry(label);
    place.append(make("p", { class: "chat-waiting" }, "Looking …"));
    this.scroll();
    try {
      const onPart = (answer, part) => this.part(place, answer, part);
      await this.talk.say(message, query ?? this.screenQuery(), { label, meant, onPart, signal: mine.signal });
    } catch (error) {
      if (mine.signal.aborted) return place.parentElement.remove();
      place.replaceChildren(make("p", { class: "message message-error" }, error.message));
      this.offer([{ label: "Try again", act: () => this.say(message, query, { label, answer: meant }) }]);
    }
    this.scroll();
  }

  /** The search on the screen goes before, where it is another one than the conversation's. */
  screenQuery() {
    const query = this.page.query?.() ?? null;
    if (query === null) return null;
    const text = JSON.stringify(query);
    if (text === this.seenQuery) return null;
    this.seenQuery = text;
    return this.talk.query?.text === query.text && !query.filters ? null : query;
  }

  entry(message) {
    this.find("intro").hidden = true;
    const place = make("div", { class: "chat-answer" });
    this.log.append(make("div", { class: "chat-exchange" }, make("p", { class: "chat-said" }, make("span", { class: "visually-hidden" }, "You: "), message), place));
    return place;
  }

  replay(label, answer) {
    const place = this.entry(label);
    for (const part of ["understood", "results", "sentence", "done"]) this.part(place, answer, part);
  }

  part(place, answer, part) {
    if (part === "understood" && answer.kind === "text") {
      place.replaceChildren(make("p", { class: "chat-waiting" }, "Reading …"));
    } else if (part === "understood") {
      place.replaceChildren(chipsOf(answer, (chip) => this.say("", queryOf(answer.query, { text: chip.without }), { label: `Not: ${chip.label}` })));
      place.append(make("p", { class: "chat-waiting" }, "Looking …"));
    } else if (part === "results") place.lastChild.replaceWith(this.thumbnails(answer));
    else if (part === "sentence") place.prepend(make("p", { class: "chat-sentence" }, answer.sentence));
    else if (part === "done") {
      place.append(this.links(answer));
      this.offer(this.nextTurns(answer));
    }
    this.scroll();
  }

  thumbnails(answer) {
    const items = answer.results.map((result, index) => {
      const picture = make("img", { src: result.thumbnail_url, alt: "", loading: "lazy", decoding: "async" });
      const label = `${index + 1}: ${captionOf(result).text}${result.is_strong ? "" : ", weak match"}`;
      const button = make("button", { type: "button", "aria-label": label }, picture, make("span", { class: "chat-number", "aria-hidden": "true" }, index + 1));
      button.addEventListener("click", () => {
        this.shown = answer.results;
        this.opener = button;
        this.viewer.open(index);
      });
      return make("li", { class: result.is_strong ? "" : "is-weak" }, button);
    });
    if (answer.passages.length) return make("div", { class: "chat-quotes" }, ...answer.passages.map(quoteOf));
    return items.length ? make("ol", { class: "chat-pictures" }, ...items) : make("span", {});
  }

  links(answer) {
    if (!answer.results.length) return "";
    const link = make("a", { href: answer.links.page }, "Open as a search");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey || !this.page.onOpen?.(answer.links.page)) return;
      event.preventDefault();
    });
    return make("p", { class: "chat-links" }, link);
  }

  nextTurns(answer) {
    const turns = answer.offers.map(({ label, ...offer }) => ({ label, act: () => this.say(offer.message, null, { label, answer: offer.answer }) }));
    if (answer.next_cursor) turns.push({ label: "Show more", act: () => this.say("show more", null, { label: "Show more" }) });
    if (answer.kind !== "text" && (answer.query.text || answer.query.examples.length)) turns.push({ label: "Undo", act: () => this.say("undo", null, { label: "Undo" }) });
    return turns;
  }

  offerStarters() {
    this.find("intro").hidden = this.log.children.length > 0;
    if (this.log.children.length) return;
    const words = this.page.query?.() ? REFINERS : STARTERS;
    this.offer(words.map((label) => ({ label, act: () => this.say(label) })));
  }

  offer(turns) {
    const buttons = turns.map(({ label, act }) => {
      const button = make("button", { type: "button", class: "chat-offer" }, label);
      button.addEventListener("click", () => {
        this.form.elements.message.focus();
        act();
      });
      return button;
    });
    this.find("offers").replaceChildren(...buttons);
  }

  scroll() {
    this.log.scrollTop = this.log.scrollHeight;
  }
}

/** A sentence of a page, with the page that it stands on; browsers scroll to it there. */
function quoteOf({ page_url: url, page_title: title, heading, text }) {
  const source = makeLink(addressAt(url, text), title || addressWords(url));
  return make("blockquote", {}, heading ? make("strong", {}, heading, " ") : null, text, make("cite", {}, source));
}

function chipsOf(answer, onRemove) {
  const chips = answer.query.chips.map((chip) => {
    const remove = make("button", { type: "button", "aria-label": `Remove: ${chip.label}` }, "×");
    remove.addEventListener("click", () => onRemove(chip));
    return make("span", { class: "understood-chip", "data-mode": chip.mode }, make("span", { class: "understood-turn" }, chip.label), remove);
  });
  const problems = answer.query.problems.map((problem) => make("p", { class: "understood-problem" }, problem.sentence));
  return make("div", { class: "understood chat-chips" }, ...chips, ...problems);
}


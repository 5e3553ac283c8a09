// The conversation with the server: one message at a time, its answer in parts; kept while the tab is open.
import { csrfToken } from "./dom.js";
import { eventsOf } from "./stream.js";

const EXCHANGES_KEPT = 20;
const OVER = "conversation_not_found";

/** The query of an answer as one that can be asked again, with changes. */
export function queryOf(query, changes = {}) {
  const examples = query.examples.map(({ value, weight }) => ({ image: value, weight }));
  return { text: query.text, examples, filters: query.filters, diversity: query.diversity, ...changes };
}

export class Talk {
  /** @param {{url: string, crawls: string[]}} options */
  constructor({ url, crawls }) {
    this.url = url;
    this.crawls = crawls;
    this.key = `chat:${[...crawls].sort().join(",")}`;
    const kept = JSON.parse(sessionStorage.getItem(this.key) ?? "{}");
    this.id = kept.id ?? "";
    this.exchanges = kept.exchanges ?? [];
    this.isOpen = kept.isOpen ?? false;
  }

  /** What is looked for now, as the page's search states it. */
  get query() {
    return this.exchanges.at(-1)?.answer.query ?? null;
  }

  /**
   * Say something.
   * @param {string} message may be empty where a query is given
   * @param {object | null} query the search on the screen, where it is not the conversation's own
   * @param {{label: string, meant: string, onPart: (answer: object, part: string) => void, signal: AbortSignal}} how `label` is what the log
   *   shows, `meant` where to look, `onPart` is called with what is there so far
   */
  async say(message, query, { label, meant, onPart, signal }) {
    try {
      return await this.exchange(message, query, { label, meant, onPart, signal });
    } catch (error) {
      if (error.code !== OVER || !this.id) throw error;
      // The server has forgotten it: go on from what was looked for last.
      const before = this.query;
      this.id = "";
      return this.exchange(message, query ?? (before && queryOf(before)), { label, meant, onPart, signal });
    }
  }

  async exchange(message, query, { label, meant, onPart, signal }) {
    const body = { message, answer: meant, query: query ?? undefined, crawls: this.crawls, conversation: this.id };
    const headers = { "Content-Type": "application/json", "X-CSRFToken": csrfToken(), Accept: "text/event-stream" };
    const response = await fetch(this.url, { method: "POST", headers, body: JSON.stringify(body), signal });
    if (!response.ok) throw problem(await response.json().catch(() => ({})), response.status);
    const answer = {};
    for await (const { name, data } of eventsOf(response)) {
      if (name === "error") throw problem(data, data.status);
      Object.assign(answer, data);
      onPart(answer, name);
    }
    if (!("took_ms" in answer)) throw new Error("The answer broke off. Say it again.");
    this.id = answer.conversation;
    this.exchanges = [...this.exchanges, { label, answer }].slice(-EXCHANGES_KEPT);
    this.keep();
    return answer;
  }

  forget() {
    this.id = "";
    this.exchanges = [];
    this.keep();
  }

  keep() {
    try {
      sessionStorage.setItem(this.key, JSON.stringify({ id: this.id, exchanges: this.exchanges, isOpen: this.isOpen }));
    } catch {
      // Storage is full or forbidden: the conversation lives as long as the page.
    }
  }
}

function problem(body, status) {
  const sentence = body.detail || `The server answered ${status}. Try again in a moment.`;
  return Object.assign(new Error(sentence), { code: body.code ?? "" });
}

// The table of hosts: what each allows, how fast it is asked, how it answers.
import { make } from "./dom.js";
import { count, pauseWords, turnedAwayWords } from "./words.js";

/** Where the sentence for one page says less than what is known of its host. */
const GIVEN_UP = { blocked: "Given up: it refuses us" };

export function hostRow(host, now = new Date()) {
  const state = stateOf(host, now);
  return make(
    "tr",
    {},
    make("th", { scope: "row", class: "break" }, host.host),
    cell("robots.txt", host.rule_label, host.left_out ? `${count(host.left_out)} kept out` : ""),
    cell("Pause", pauseWords(host.delay_seconds), asideOfPause(host)),
    cell("Requests", count(host.requests), turnedAwayWords(host)),
    make("td", { class: "host-state", "data-label": "Now" }, make("span", { class: "pill", "data-status": state.status }, state.words)),
  );
}

function cell(label, words, aside) {
  return make("td", { "data-label": label }, make("span", {}, words), aside ? make("span", { class: "host-aside" }, aside) : null);
}

function asideOfPause(host) {
  if (!host.is_pace_shared) return "not in step with other crawls";
  return host.crawl_delay_seconds === null ? "" : `robots.txt asks for ${pauseWords(host.crawl_delay_seconds)}`;
}

function stateOf(host, now) {
  const until = host.held_until === null ? null : new Date(host.held_until);
  const isHeld = until !== null && until > now;
  if (host.refusal) return { status: "failed", words: isHeld ? `Left alone until ${timeWords(until, now)}` : (GIVEN_UP[host.refusal] ?? host.refusal_sentence) };
  if (isHeld) return { status: "paused", words: `Waits until ${timeWords(until, now)}` };
  return host.rule === "closed" || host.rule === "unreachable"
    ? { status: "paused", words: "Not asked" }
    : { status: "complete", words: "Answers" };
}

function timeWords(moment, now) {
  const isToday = moment.toDateString() === now.toDateString();
  const options = isToday ? { timeStyle: "medium" } : { dateStyle: "medium", timeStyle: "short" };
  return moment.toLocaleString("en-GB", options);
}

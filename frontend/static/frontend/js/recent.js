// What was searched for lately in a crawl, kept in this browser only.
import { make } from "./dom.js";

const KEPT = 6;
const keyOf = (crawl) => `recent:${crawl}`;

export function recentOf(crawl) {
  try {
    return JSON.parse(localStorage.getItem(keyOf(crawl)) ?? "[]");
  } catch {
    return [];
  }
}

export function recentAdd(crawl, text) {
  const texts = [text, ...recentOf(crawl).filter((one) => one !== text)].slice(0, KEPT);
  localStorage.setItem(keyOf(crawl), JSON.stringify(texts));
}

/** @param {HTMLElement} root @param {string} crawl @param {(text: string) => void} onText */
export function recentShow(root, crawl, onText) {
  const buttons = recentOf(crawl).map((text) => {
    const button = make("button", { type: "button", class: "chat-offer" }, text);
    button.addEventListener("click", () => onText(text));
    return button;
  });
  root.replaceChildren(...(buttons.length ? [make("span", { class: "muted" }, "Lately:"), ...buttons] : []));
  root.hidden = buttons.length === 0;
}

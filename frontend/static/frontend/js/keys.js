// Single keys: one table of what they do on this page, a dialog that lists them, and a switch that turns them off.
import { make } from "./dom.js";

const OFF = "keys-off";

/** Whether a key belongs to a field, a dialog of its own, or the reader's own shortcuts. */
export function isTyping(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem(OFF) === "yes") return true;
  return Boolean(event.target.closest?.("input, textarea, select, [contenteditable], dialog:modal"));
}

export class Keys {
  /** @param {{key: string, label: string, act?: (event: KeyboardEvent) => void}[]} table without `act` a key is only told of */
  constructor(table) {
    this.table = [...table, { key: "?", label: "This list", act: () => this.help() }];
    document.addEventListener("keydown", (event) => {
      if (event.defaultPrevented || isTyping(event)) return;
      const entry = this.table.find(({ key, act }) => act && key === event.key);
      if (!entry) return;
      event.preventDefault();
      entry.act(event);
    });
    for (const button of document.querySelectorAll("[data-keys]")) {
      button.hidden = false;
      button.addEventListener("click", () => this.help());
    }
  }

  help() {
    const off = make("input", { type: "checkbox", id: "keys-off", checked: localStorage.getItem(OFF) === "yes" });
    off.addEventListener("change", () => localStorage.setItem(OFF, off.checked ? "yes" : ""));
    const close = make("button", { type: "button", class: "quiet-button", "aria-label": "Close" }, "×");
    const rows = this.table.flatMap(({ key, label }) => [make("dt", {}, ...key.split(" ").map((one) => make("kbd", {}, one))), make("dd", {}, label)]);
    const dialog = make(
      "dialog",
      { class: "keys-dialog card", "aria-labelledby": "keys-title" },
      make("div", { class: "keys-head" }, make("h2", { id: "keys-title" }, "Keys on this page"), close),
      make("dl", { class: "keys" }, ...rows),
      make("label", { class: "keys-switch" }, off, "Turn single keys off"),
    );
    close.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => dialog.remove());
    document.body.append(dialog);
    dialog.showModal();
  }
}

// Builds elements. Texts of crawled sites are hostile: they only ever become text nodes and checked addresses.

const SVG = "http://www.w3.org/2000/svg";

export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === true) node.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) node.setAttribute(name, String(value));
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A bar of stacked parts, each {name, share}, shares from 0 to 1. */
export function makeBar(parts) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "bar");
  svg.setAttribute("aria-hidden", "true");
  let start = 0;
  for (const { name, share } of parts) {
    const rect = document.createElementNS(SVG, "rect");
    rect.setAttribute("class", `part-${name}`);
    rect.setAttribute("x", `${start * 100}%`);
    rect.setAttribute("width", `${share * 100}%`);
    rect.setAttribute("height", "100%");
    svg.append(rect);
    start += share;
  }
  return svg;
}

/** The address if a browser may open it from here, else null: a page can name `javascript:` as its picture. */
export function webAddress(text) {
  if (!text) return null;
  try {
    const url = new URL(text, location.href);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : null;
  } catch {
    return null;
  }
}

/** An address of a page at a text that stands there: browsers scroll to it and mark it. */
export function addressAt(address, text) {
  const words = text.slice(0, 80).replace(text.length > 80 ? /\s+\S*$/ : "", "");
  if (!words || !address || address.includes("#")) return address;
  return `${address}#:~:text=${encodeURIComponent(words).replaceAll("-", "%2D")}`;
}

export function makeLink(address, text, attributes = {}) {
  const href = webAddress(address);
  if (href === null) return make("span", {}, text);
  return make("a", { href, rel: "noopener noreferrer nofollow", target: "_blank", ...attributes }, text);
}

/** The JSON that the server put into a `<script type="application/json">`. */
export function readJson(id) {
  return JSON.parse(document.getElementById(id).textContent);
}

export function csrfToken() {
  return document.querySelector('meta[name="csrf-token"]').content;
}

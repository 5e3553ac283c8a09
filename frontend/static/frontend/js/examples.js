// The pictures that a search goes by, in the search box: wanted ones, unwanted ones, one from the reader's disk.
import { make } from "./dom.js";
import { NOTHING, withoutExample } from "./query.js";
import { addressWords } from "./words.js";

/** @param {HTMLElement} root @param {object} query @param {{thumbnail: string, onChange: (query: object) => void}} hooks */
export function showExamples(root, query, { thumbnail, onChange }) {
  const address = (imageId) => thumbnail.replace("/0.", `/${imageId}.`);
  const chips = [
    ...query.like.map((id) => chip({ src: address(id), name: "like this picture" }, () => onChange(withoutExample(query, id)))),
    ...query.unlike.map((id) => chip({ src: address(id), name: "unlike this picture", isUnwanted: true }, () => onChange(withoutExample(query, id)))),
  ];
  if (query.url) chips.push(chip({ text: addressWords(query.url), name: "like the picture at this address" }, () => onChange({ ...query, url: "" })));
  if (query.file) chips.push(chip({ src: URL.createObjectURL(query.file), name: "like your picture" }, () => onChange({ ...query, file: NOTHING.file })));
  root.replaceChildren(...chips);
  root.hidden = chips.length === 0;
}

function chip({ src, text, name, isUnwanted = false }, onRemove) {
  const shown = src ? make("img", { src, alt: name }) : make("span", { class: "example-address" }, text);
  const remove = make("button", { type: "button", "aria-label": `Remove the example: ${name}` }, "×");
  remove.addEventListener("click", onRemove);
  const sign = isUnwanted ? make("span", { class: "example-sign" }, "not") : null;
  return make("span", { class: isUnwanted ? "example is-unwanted" : "example" }, sign, shown, remove);
}

// The search page: the box, the address, the request, the grid.
import { csrfToken, make, readJson } from "./dom.js";
import { Facets } from "./facets.js";
import { NOTHING, addressOfQuery, isEmpty, isPictureAddress, queryFromAddress, requestOf } from "./query.js";
import { ResultGrid } from "./results.js";
import { showUnderstood } from "./understood.js";
import { Viewer } from "./viewer.js";

const RESULTS_PER_PAGE = 24;
const links = readJson("search-links");
const find = (name) => document.querySelector(`[data-${name}]`);
const form = find("search-form");
const box = form.elements.q;
const grid = new ResultGrid(find("results"), (index) => viewer.open(index));
const viewer = new Viewer(find("viewer"), {
  results: () => grid.results,
  onLike: (imageId) => go({ ...NOTHING, like: imageId }),
  onClose: (index) => grid.focus(index),
});
const facets = new Facets(find("facets"), (choice) => go({ ...query, ...choice }));
let query = NOTHING;
let cursor = null;
let running = null;

/** A new search: into the address first, so that the back button leads to the one before. */
function go(next) {
  history.pushState(null, "", location.pathname + addressOfQuery(next));
  show(next);
}

function show(next) {
  query = next;
  box.value = next.text;
  facets.show(next);
  showExample();
  cursor = null;
  if (isEmpty(next)) return showStart();
  grid.showSkeleton(8);
  search();
}

function showStart() {
  running?.abort();
  grid.clear();
  setOutcome("");
  setError("");
  find("understood").hidden = true;
  find("hints").hidden = false;
  find("legend").hidden = true;
  find("more").hidden = true;
  box.focus();
}

async function search() {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  setError("");
  find("hints").hidden = true;
  try {
    const answer = await ask(mine.signal);
    if (cursor === null) {
      grid.clear();
      facets.count(answer.facets);
      showUnderstood(find("understood"), answer.query, (text) => go({ ...query, text }));
    }
    grid.add(answer.results);
    cursor = answer.next_cursor;
    find("more").hidden = !cursor;
    find("legend").hidden = grid.results.length === 0;
    setOutcome(outcomeWords(answer));
  } catch (error) {
    if (mine.signal.aborted) return;
    if (cursor === null) grid.clear();
    setOutcome("");
    setError(error.message);
  }
}

async function ask(signal) {
  const { body, headers } = requestOf(query, { crawl: links.crawl, cursor, limit: RESULTS_PER_PAGE });
  const options = { method: "POST", body, signal, headers: { ...headers, "X-CSRFToken": csrfToken(), Accept: "application/json" } };
  const response = await fetch(links.search, options);
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) throw new Error(answer.detail || `The server answered ${response.status}. Try again in a moment.`);
  return answer;
}

/** The server's own sentence, what else it wants to be known, and the time it took. */
function outcomeWords(answer) {
  return [answer.sentence, ...answer.notices, `(${Math.round(answer.took_ms)} ms)`].join(" ");
}

function showExample() {
  const place = find("example");
  place.hidden = !query.like && !query.file;
  if (place.hidden) return place.replaceChildren();
  const source = query.file ? URL.createObjectURL(query.file) : links.thumbnail.replace("/0.", `/${query.like}.`);
  const remove = make("button", { type: "button", "aria-label": "Remove the example picture" }, "×");
  remove.addEventListener("click", () => go({ ...query, like: null, file: null }));
  place.replaceChildren(make("img", { src: source, alt: "Example picture" }), remove);
}

function useFile(file) {
  if (!file) return;
  if (!file.type.startsWith("image/")) return setError(`${file.name} is not a picture.`);
  go({ ...query, text: "", like: null, file });
}

function setOutcome(text) {
  find("outcome").textContent = text;
}

function setError(text) {
  find("error").textContent = text;
  find("error").hidden = !text;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  const keepsExample = !isPictureAddress(text);
  go({ ...query, text, like: keepsExample ? query.like : null, file: keepsExample ? query.file : null });
});
find("more").addEventListener("click", () => search());
find("upload-button").addEventListener("click", () => find("upload").click());
find("upload").addEventListener("change", (event) => {
  useFile(event.target.files[0]);
  event.target.value = "";
});

document.addEventListener("paste", (event) => {
  const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
  if (!file) return;
  event.preventDefault();
  useFile(file);
});
document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer.types.includes("Files")) return;
  event.preventDefault();
  find("drop-veil").hidden = false;
});
document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) find("drop-veil").hidden = true;
});
document.addEventListener("drop", (event) => {
  find("drop-veil").hidden = true;
  if (!event.dataTransfer.files.length) return;
  event.preventDefault();
  useFile(event.dataTransfer.files[0]);
});
document.addEventListener("keydown", (event) => {
  const isTyping = event.target.closest("input, textarea, select, dialog");
  if (event.key === "/" && !isTyping) {
    event.preventDefault();
    box.select();
  } else if (event.key === "ArrowDown" && event.target === box && grid.results.length) {
    event.preventDefault();
    grid.focus(0);
  }
});
addEventListener("popstate", () => show(queryFromAddress(location.search)));
show(queryFromAddress(location.search));

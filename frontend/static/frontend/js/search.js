// The search page: the box, the address, the request, the grid.
import { ChatDrawer } from "./chat.js";
import { csrfToken, readJson } from "./dom.js";
import { showExamples } from "./examples.js";
import { Facets } from "./facets.js";
import { picturesComeIn } from "./incoming.js";
import { Keys } from "./keys.js";
import { nothingCard, outcomeWords, showChosen, showError } from "./outcome.js";
import { NOTHING, VARIED, addressOfQuery, examplesOf, filtersOf, isEmpty, isPictureAddress, queryFromAddress, requestOf, withExample } from "./query.js";
import { recentAdd, recentShow } from "./recent.js";
import { ResultGrid } from "./results.js";
import { showUnderstood } from "./understood.js";
import { Viewer } from "./viewer.js";
import { count } from "./words.js";

const RESULTS_PER_PAGE = 24;
const RESULTS_AT_ONCE_MAX = 200;
const links = readJson("search-links");
const find = (name) => document.querySelector(`[data-${name}]`);
const form = find("search-form");
const box = form.elements.q;
const tools = find("tools");
const like = (imageId) => go({ ...NOTHING, in: query.in, like: [imageId] });
const unlike = (imageId) => go(withExample(query, imageId, { isUnwanted: true }));
const grid = new ResultGrid(find("results"), { onOpen: (index) => openAt(index), onLike: like, onUnlike: unlike });
const viewer = new Viewer(find("viewer"), {
  results: () => grid.results,
  onLike: like,
  onMore: (imageId) => go(withExample(query, imageId)),
  onUnlike: unlike,
  onStep: (result) => history.replaceState(history.state, "", address(query, result.image_id)),
  onClose: closed,
});
const facets = new Facets(find("facets"), (choice) => go({ ...query, ...choice }));
let query = NOTHING;
let cursor = null;
let running = null;

const address = (next, view) => {
  const params = addressOfQuery(next);
  const separator = params ? "&" : "?";
  return location.pathname + params + (view ? `${separator}view=${view}` : "");
};

/** A new search: into the address first, so that the back button leads to the one before, where it was left. */
function go(next) {
  remember();
  history.pushState({ count: 0 }, "", address(next));
  show(next);
}

/** Where the reader is, for the way back. */
function remember() {
  const state = { ...history.state, count: grid.results.length, top: scrollY, focus: grid.focused?.image_id ?? null };
  history.replaceState(state, "");
}

function show(next, state = {}) {
  query = next;
  box.value = next.text;
  tools.elements.sort.value = next.sort;
  tools.elements.varied.setAttribute("aria-pressed", String(next.isVaried));
  showExamples(find("examples"), next, { thumbnail: links.thumbnail, onChange: go });
  showChosen(find("chosen"), next, go);
  showPlaces();
  cursor = null;
  if (isEmpty(next)) return showStart();
  grid.showSkeleton(8);
  search(state);
}

function showStart() {
  running?.abort();
  grid.clear();
  facets.clear();
  find("outcome").textContent = "";
  for (const name of ["understood", "legend", "more", "error", "tools"]) find(name).hidden = true;
  find("hints").hidden = false;
  recentShow(find("recent"), links.crawl, (text) => go({ ...query, text }));
  box.focus({ preventScroll: true });
}

async function search(state = {}) {
  running?.abort();
  const mine = new AbortController();
  running = mine;
  find("error").hidden = true;
  find("hints").hidden = true;
  find("tools").hidden = false;
  find("more").disabled = true;
  const isFirst = cursor === null;
  try {
    const wanted = isFirst ? Math.max(state.count ?? 0, RESULTS_PER_PAGE) : RESULTS_PER_PAGE;
    const answer = await ask(mine.signal, Math.min(wanted, RESULTS_AT_ONCE_MAX));
    if (isFirst) showFirst(answer);
    grid.add(answer.results);
    showRest(answer);
    if (isFirst) restore(state);
  } catch (error) {
    if (mine.signal.aborted) return;
    if (isFirst) grid.clear();
    find("outcome").textContent = "";
    showError(find("error"), error, () => (isFirst ? show(query) : search()));
  }
  find("more").disabled = false;
}

function showFirst(answer) {
  grid.clear();
  facets.show(answer.facets, query);
  showUnderstood(find("understood"), answer.query, (text) => go({ ...query, text }));
  if (query.text) recentAdd(links.crawl, query.text);
  if (!answer.total) grid.root.append(nothingCard(query, answer, go));
}

function showRest(answer) {
  cursor = answer.next_cursor;
  find("more").hidden = !cursor;
  find("more").textContent = `Show more (${count(grid.results.length)} of ${count(answer.total)})`;
  find("legend").hidden = grid.results.length === 0;
  find("outcome").textContent = outcomeWords(answer);
}

/** Back to where the reader was: the same results, the same place, the same picture. */
function restore(state) {
  const seen = new URLSearchParams(location.search).get("view");
  if (state.top) scrollTo({ top: state.top, behavior: "instant" });
  const index = grid.results.findIndex((result) => result.image_id === state.focus);
  if (index >= 0) grid.focus(index);
  const view = grid.results.findIndex((result) => String(result.image_id) === seen);
  if (view >= 0) viewer.open(view);
}

async function ask(signal, limit) {
  const { body, headers } = requestOf(query, { crawl: links.crawl, cursor, limit });
  const options = { method: "POST", body, signal, headers: { ...headers, "X-CSRFToken": csrfToken(), Accept: "application/json" } };
  const response = await fetch(links.search, options).catch((error) => {
    throw signal.aborted ? error : new Error("The server does not answer. Is it still running?");
  });
  const answer = await response.json().catch(() => ({}));
  if (response.ok) return answer;
  throw Object.assign(new Error(answer.detail || `The server answered ${response.status}. Try again in a moment.`), { code: answer.code });
}

function openAt(index) {
  remember();
  history.pushState({ ...history.state, isView: true }, "", address(query, grid.results[index].image_id));
  viewer.open(index);
}

/** A picture's dialog that was closed by hand leaves the history as it was before it opened. */
function closed(index) {
  grid.focus(index);
  if (!new URLSearchParams(location.search).has("view")) return;
  if (history.state?.isView) history.back();
  else history.replaceState(history.state, "", address(query));
}

function come(event) {
  const next = queryFromAddress(location.search);
  const isSame = !query.file && addressOfQuery(next) === addressOfQuery(query) && grid.results.length > 0;
  const view = Number(new URLSearchParams(location.search).get("view"));
  if (!view && viewer.isOpen) viewer.close();
  if (!isSame) return show(next, event.state ?? {});
  const index = grid.results.findIndex((result) => result.image_id === view);
  if (index >= 0) viewer.open(index);
}

/** Where is searched: this crawl, some others of one's own as well, or all. */
function showPlaces() {
  const places = find("places");
  if (!places) return;
  for (const input of places.querySelectorAll("input")) input.checked = query.in.includes(input.value) || input.value === links.crawl;
  const others = query.in.filter((id) => id !== "all").length;
  places.querySelector("summary").textContent = query.in.includes("all") ? "In all your crawls" : others ? `In ${others + 1} crawls` : "In this crawl";
  places.querySelector("summary").classList.toggle("is-chosen", query.in.length > 0);
}

function useFile(file) {
  if (!file) return;
  if (file.type.startsWith("image/")) return go({ ...query, text: "", like: [], url: "", file });
  showError(find("error"), new Error(`${file.name} is not a picture.`), () => find("upload").click());
}

/** An address of ours is one of our thumbnails, dragged; any other is fetched by the server. */
function useAddress(text) {
  const url = new URL(text);
  const ours = url.origin === location.origin && /\/thumbnails\/(\d+)\.jpg$/.exec(url.pathname);
  if (ours) go(withExample(query, Number(ours[1])));
  else go({ ...query, text: "", url: url.href, file: null });
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const text = box.value.trim();
  if (isPictureAddress(text)) useAddress(text);
  else go({ ...query, text });
});
tools.addEventListener("change", (event) => event.target.name === "sort" && go({ ...query, sort: event.target.value }));
tools.elements.varied.addEventListener("click", () => go({ ...query, isVaried: !query.isVaried }));
find("places")?.addEventListener("change", (event) => {
  const ids = [...find("places").querySelectorAll("input:checked")].map((input) => input.value).filter((id) => id !== links.crawl);
  const isAll = event.target.value === "all" ? event.target.checked : false;
  go({ ...query, in: isAll ? ["all"] : ids.filter((id) => id !== "all") });
});
find("more").addEventListener("click", async () => {
  const index = grid.results.length;
  await search();
  remember();
  grid.focus(index);
});
find("upload-button").addEventListener("click", () => find("upload").click());
find("upload").addEventListener("change", (event) => {
  useFile(event.target.files[0]);
  event.target.value = "";
});
picturesComeIn(find("drop-veil"), { onFile: useFile, onAddress: useAddress });
box.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowDown" || !grid.results.length) return;
  event.preventDefault();
  grid.focus(0);
});

const onFocused = (act) => () => grid.focused && act(grid.focused.image_id);
new Keys([
  { key: "/", label: "To the search box", act: () => box.select() },
  { key: "j", label: "Next result", act: () => grid.step(1) },
  { key: "k", label: "Result before", act: () => grid.step(-1) },
  { key: "← ↑ ↓ →", label: "Move between results" },
  { key: "Enter", label: "Open the result large" },
  { key: "o", label: "Open the result large", act: () => grid.focused && openAt(grid.results.indexOf(grid.focused)) },
  { key: "s", label: "Find similar to the result", act: onFocused(like) },
  { key: "+", label: "More like the result", act: onFocused((imageId) => go(withExample(query, imageId))) },
  { key: "-", label: "Less like the result", act: onFocused(unlike) },
  { key: "c", label: "Ask in a conversation" },
  { key: "Esc", label: "Close what is open" },
]);
history.scrollRestoration = "manual";
addEventListener("popstate", come);
addEventListener("pagehide", remember);
show(queryFromAddress(location.search), history.state ?? {});
new ChatDrawer({
  query: () => {
    if (isEmpty(query) || query.file || query.url) return null;
    return {
      text: query.text,
      examples: examplesOf(query),
      filters: filtersOf(query),
      sort: query.sort || undefined,
      diversity: query.isVaried ? VARIED : undefined,
    };
  },
  crawls: () => (query.in.includes("all") ? "all" : [links.crawl, ...query.in]),
  onOpen: (path) => {
    const url = new URL(path, location.href);
    if (url.pathname !== location.pathname) return false;
    go(queryFromAddress(url.search));
    return true;
  },
});

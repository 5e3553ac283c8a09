// The live page of one crawl.
import { ChatDrawer } from "./chat.js";
import { csrfToken, make, makeLink, readJson } from "./dom.js";
import { hostRow } from "./hosts.js";
import { Keys } from "./keys.js";
import { START, hasEnded, reduce, shares } from "./progress.js";
import { CrawlConnection } from "./socket.js";
import { Wall } from "./wall.js";
import { addressWords, count, etaWords, plural, rateWords, sizeWords } from "./words.js";

const WAYS = {
  socket: "Live",
  stream: "Live (event stream)",
  poll: "Refreshed every few seconds",
  lost: "Connection lost, trying again …",
};
const STATUS = readJson("crawl-statuses");
const page = document.querySelector("[data-crawl]");
const links = readJson("crawl-links");
const wall = new Wall(page.querySelector("[data-wall]"), (imageId) => `${links.search_page}?like=${imageId}`);
const liveRegion = document.getElementById("live-region");
let state = START;

function receive(message) {
  const before = state;
  state = reduce(state, message);
  if (state === before) return;
  render();
  announce(before);
  if (before !== START && before.status !== state.status) renderCache();
}

/** What earlier crawls have spared this one; no event tells it, so it is asked for when a phase is over. */
async function renderCache() {
  const response = await fetch(links.self, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return;
  const { cache } = await response.json();
  const line = page.querySelector("[data-cache-line]");
  line.hidden = cache.hits + cache.revalidated === 0;
  for (const node of line.querySelectorAll("[data-cache]")) {
    const name = node.dataset.cache;
    node.textContent = name === "bytes_saved" ? sizeWords(cache[name]) : count(cache[name]);
  }
}

function render() {
  for (const node of page.querySelectorAll("[data-count]")) node.textContent = count(state.counts[node.dataset.count] ?? 0);
  for (const [name, share] of Object.entries(shares(state))) {
    page.querySelector(`[data-bar="${name}"] rect`).setAttribute("width", `${share * 100}%`);
  }
  renderStatus();
  renderPace();
  renderProblems();
  renderHosts();
  wall.show(state.images);
  page.querySelector("[data-wall-empty]").hidden = state.images.length > 0;
}

function renderStatus() {
  const pill = page.querySelector("[data-status-pill]");
  pill.dataset.status = state.status;
  pill.textContent = STATUS[state.status];
  page.querySelector("[data-reason]").textContent = state.reason_sentence;
  for (const form of page.querySelectorAll("form[data-when]")) {
    const hasReason = !form.dataset.needs || form.dataset.needs.split(" ").some((name) => state.counts[name] > 0);
    form.hidden = !hasReason || !form.dataset.when.split(" ").includes(state.status);
  }
  const share = Math.floor(shares(state).images_indexed * 100);
  document.title = hasEnded(state) ? links.title : `${share} % · ${links.title}`;
}

function renderPace() {
  const isMoving = state.status === "running" || state.status === "finishing";
  const pace = page.querySelector("[data-pace]");
  pace.hidden = !isMoving || state.pages_per_second === null;
  page.querySelector("[data-rate-pages]").textContent = rateWords(state.pages_per_second);
  page.querySelector("[data-rate-images]").textContent = rateWords(state.images_per_second);
  page.querySelector("[data-eta]").textContent = isMoving ? etaWords(state.eta_seconds) : "";
}

function renderProblems() {
  page.querySelector("[data-problems-section]").hidden = state.problems.length === 0;
  page.querySelector("[data-problems]").replaceChildren(...state.problems.map(problemRow));
}

/** The number; of pictures it leads to them. */
function problemCount(problem) {
  if (problem.kind === "page") return count(problem.count);
  const label = `${plural(problem.count, "picture")}: ${problem.sentence}`;
  return make("a", { href: `${links.pictures_page}?reason=${problem.reason}`, "aria-label": label }, count(problem.count));
}

function renderHosts() {
  page.querySelector("[data-hosts-section]").hidden = state.hosts.length === 0;
  page.querySelector("[data-hosts]").replaceChildren(...state.hosts.map((host) => hostRow(host)));
}

function problemRow(problem) {
  const what = problem.kind === "page" ? plural(problem.count, "page") : plural(problem.count, "picture");
  const kind = `${what.replace(/^\S+ /, "")} ${problem.status}`;
  const example = problem.example_url
    ? make("div", { class: "problem-example break" }, "such as ", makeLink(problem.example_url, addressWords(problem.example_url)))
    : null;
  return make(
    "li",
    { class: "problem" },
    make("span", { class: "problem-count", "data-status": problem.status }, problemCount(problem)),
    make("span", {}, problem.sentence, " ", make("span", { class: "problem-kind" }, kind)),
    example,
  );
}

/** One sentence for people who do not see the page, only when something worth hearing happened. */
function announce(before) {
  if (before === START) return;
  const quarter = (one) => Math.floor(shares(one).images_indexed * 4);
  if (before.status !== state.status) liveRegion.textContent = `${STATUS[state.status]}. ${state.reason_sentence}`;
  else if (quarter(state) > quarter(before)) {
    liveRegion.textContent = `${quarter(state) * 25} percent of the pictures found so far can be searched.`;
  } else if (state.problems.length > before.problems.length) {
    liveRegion.textContent = `New problem: ${state.problems.at(-1).sentence}`;
  }
}

async function submitAction(event) {
  const form = event.target.closest("form[data-api]");
  if (!form) return;
  event.preventDefault();
  const button = form.querySelector("button");
  button.disabled = true;
  const headers = { "X-CSRFToken": csrfToken(), Accept: "application/json" };
  const response = await fetch(form.dataset.api, { method: "POST", headers }).catch(() => null);
  button.disabled = false;
  const body = response ? await response.json() : { detail: "The server does not answer. Try again in a moment." };
  if (response?.ok) connection.poll();
  showError(response?.ok ? "" : body.detail);
}

function showError(text) {
  const box = page.querySelector("[data-error]");
  box.textContent = text;
  box.hidden = !text;
}

function showWay(way) {
  const badge = page.querySelector("[data-connection]");
  badge.dataset.way = way;
  badge.textContent = WAYS[way];
}

const connection = new CrawlConnection({
  socketUrl: links.websocket,
  streamUrl: links.events,
  snapshotUrl: links.self,
  onMessage: receive,
  onWay: showWay,
});
page.addEventListener("submit", submitAction);
new Keys([
  { key: "/", label: "To the search box", act: () => page.querySelector("[name=q]").select() },
  { key: "c", label: "Ask in a conversation" },
  { key: "Esc", label: "Close what is open" },
]);
new ChatDrawer();
receive(readJson("crawl-snapshot"));
connection.start();

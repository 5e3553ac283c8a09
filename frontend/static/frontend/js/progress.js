// The state of a crawl in the browser: a pure function of the state before and one message.

export const WALL_IMAGES_MAX = 24;
export const ENDED = ["complete", "complete_with_problems", "cancelled", "failed"];

export const START = Object.freeze({
  seq: -1,
  status: "queued",
  reason: "",
  reason_sentence: "",
  counts: {},
  pages_per_second: null, // until progress is told
  images_per_second: null,
  eta_seconds: null,
  problems: [],
  hosts: [],
  images: [],
});

const CHANGES = {
  "crawl.progress": ({ status, counts, pages_per_second, images_per_second, eta_seconds }) => ({
    status,
    counts,
    pages_per_second,
    images_per_second,
    eta_seconds,
  }),
  "crawl.status": ({ status, reason, reason_sentence }) => ({ status, reason, reason_sentence }),
  "crawl.problem": ({ problems }) => ({ problems }),
  "crawl.hosts": ({ hosts }) => ({ hosts }),
  "images.indexed": ({ images }, state) => ({ images: newestFirst(images, state.images) }),
};

/** Messages are absolute and numbered: what is old or repeated changes nothing, what got lost is in the next one. */
export function reduce(state, message) {
  if (message.type === "crawl.snapshot") return message.seq < state.seq ? state : replaced(state, message);
  const change = CHANGES[message.type];
  if (!change || message.seq <= state.seq) return state;
  return { ...state, ...change(message, state), seq: message.seq };
}

export const hasEnded = (state) => ENDED.includes(state.status);

/** How far each phase has come, from 0 to 1; pictures that failed or were skipped are no longer waited for. */
export function shares({ counts }) {
  const usable = counts.images_found - counts.images_failed - counts.images_skipped;
  const pagesEnded = counts.pages_done + counts.pages_failed + counts.pages_skipped;
  return {
    images_found: share(pagesEnded, counts.pages_found),
    images_fetched: share(counts.images_fetched, usable),
    images_embedded: share(counts.images_embedded, usable),
    images_indexed: share(counts.images_indexed, usable),
  };
}

function replaced(state, message) {
  const known = Object.fromEntries(Object.keys(START).filter((key) => key in message.crawl).map((key) => [key, message.crawl[key]]));
  return { ...state, ...known, seq: message.seq, images: newestFirst(message.images ?? [], state.images) };
}

function newestFirst(newer, older) {
  const seen = new Set(newer.map((image) => image.image_id));
  return [...newer, ...older.filter((image) => !seen.has(image.image_id))].slice(0, WALL_IMAGES_MAX);
}

function share(part, whole) {
  return whole > 0 ? Math.min(1, Math.max(0, part / whole)) : 0;
}

// The browser's reducer on the messages that the Python tests prove to be what the server sends.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import test from "node:test";
import { START, WALL_IMAGES_MAX, hasEnded, reduce, shares } from "../../../frontend/static/frontend/js/progress.js";

const messages = JSON.parse(readFileSync(new URL("../../fixtures/progress/messages.json", import.meta.url)));
const [snapshot, progress, indexed, problem, status, hosts] = messages;
const after = messages.reduce(reduce, START);

test("reduce of all messages is the state after", () => {
  assert.equal(after.seq, 10);
  assert.equal(after.status, "finishing");
  assert.deepEqual(after.counts, progress.counts);
  assert.deepEqual(after.problems, problem.problems);
  assert.deepEqual(after.hosts, hosts.hosts);
  assert.deepEqual(after.images.map((image) => image.image_id), [2, 1]);
  assert.equal(after.eta_seconds, 12);
});

test("reduce of repeated and late messages changes nothing", () => {
  const stuttered = messages.flatMap((message, index) => [message, message, ...messages.slice(0, index)]);
  assert.deepEqual(stuttered.reduce(reduce, START), after);
});

test("reduce of an older snapshot changes nothing", () => {
  assert.equal(reduce(after, snapshot), after);
});

test("reduce of a newer snapshot replaces everything but the pace", () => {
  const newer = reduce(after, { ...snapshot, seq: 20, crawl: { ...snapshot.crawl, status: "complete" } });
  assert.ok(hasEnded(newer));
  assert.deepEqual(newer.problems, []);
  assert.equal(newer.pages_per_second, 1.5);
});

test("reduce without a message in between is mended by the next one", () => {
  const withoutProgress = [snapshot, indexed, problem, { ...progress, seq: 11 }].reduce(reduce, START);
  assert.deepEqual(withoutProgress.counts, progress.counts);
});

test("reduce of what it does not know changes nothing", () => {
  assert.equal(reduce(after, { type: "crawl.future", seq: 99 }), after);
});

test("wall stays bounded, newest first", () => {
  const many = Array.from({ length: 200 }, (_, index) => ({ ...indexed, seq: 10 + index, images: [{ image_id: 1000 + index }] }));
  const state = many.reduce(reduce, after);
  assert.equal(state.images.length, WALL_IMAGES_MAX);
  assert.equal(state.images[0].image_id, 1199);
});

test("shares leave out what failed or was skipped, and never divide by nothing", () => {
  assert.deepEqual(shares(after), { images_found: 1, images_fetched: 0.8, images_embedded: 0.6, images_indexed: 0.4 });
  const nothing = { images_found: 0, images_failed: 0, images_skipped: 0, pages_found: 0 };
  assert.equal(shares({ counts: { ...progress.counts, ...nothing } }).images_indexed, 0);
});

test("status alone keeps the counts", () => {
  assert.deepEqual(reduce(reduce(START, snapshot), status).counts, snapshot.crawl.counts);
});

// Numbers and times as people say them.
import assert from "node:assert/strict";
import test from "node:test";
import { addressWords, etaWords, pathWords, pauseWords, plural, rateWords, sizeWords, turnedAwayWords } from "../../../frontend/static/frontend/js/words.js";

const cases = [
  [etaWords, null, ""],
  [etaWords, 3, "a few seconds left"],
  [etaWords, 59, "less than a minute left"],
  [etaWords, 180, "about 2 to 5 min left"],
  [etaWords, 20_000, "about 4 to 9 h left"],
  [rateWords, 0, "0"],
  [rateWords, 0.01, "0"],
  [rateWords, 2.345, "2.3"],
  [rateWords, 1234.5, "1,235"],
  [sizeWords, 999, "999 B"],
  [sizeWords, 183_204, "183 kB"],
  [addressWords, "https://example.org/", "example.org"],
  [addressWords, "https://example.org/caf%C3%A9/", "example.org/café/"],
  [addressWords, "https://example.org/%E0%A4%A", "https://example.org/%E0%A4%A"],
  [pathWords, "https://example.org/a/b.html", "/a/b.html"],
];

for (const [words, value, expected] of cases) {
  test(`${words.name} of ${value} is ${expected || "nothing"}`, () => assert.equal(words(value), expected));
}

test("plural knows one from many", () => {
  assert.equal(plural(1, "page"), "1 page");
  assert.equal(plural(2000, "copy", "copies"), "2,000 copies");
});

test("pauses of hosts are short", () => {
  assert.deepEqual([0, 0.25, 1, 4.126, 30.4].map(pauseWords), ["none", "0.25 s", "1 s", "4.13 s", "30 s"]);
});

test("what a host turned away is named by status, and nothing when nothing was", () => {
  assert.equal(turnedAwayWords({ answers_403: 1200, answers_429: 3, answers_503: 0 }), "3 × 429, 1,200 × 403");
  assert.equal(turnedAwayWords({ answers_403: 0, answers_429: 0, answers_503: 0 }), "");
});

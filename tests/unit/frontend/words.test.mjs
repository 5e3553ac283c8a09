// Numbers and times as people say them.
import assert from "node:assert/strict";
import test from "node:test";
import { addressWords, etaWords, pathWords, plural, rateWords, sizeWords } from "../../../frontend/static/frontend/js/words.js";

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

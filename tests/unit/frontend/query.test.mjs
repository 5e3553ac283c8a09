// The search's state in the address, and the request made of it.
import assert from "node:assert/strict";
import test from "node:test";
import {
  NOTHING, addressOfQuery, filtersOf, isEmpty, queryFromAddress, requestOf, withExample, withoutExample,
} from "../../../frontend/static/frontend/js/query.js";

const page = { crawl: "k3mw8tqzr2xa", cursor: null, limit: 24 };
const bodyOf = (query, changes = {}) => JSON.parse(requestOf({ ...NOTHING, ...query }, { ...page, ...changes }).body);

test("address of a query leads back to it", () => {
  for (const query of [
    NOTHING,
    { ...NOTHING, text: "red boat & blue sky" },
    { ...NOTHING, like: [4711, 12], unlike: [7], format: ["PNG", "JPEG"] },
    { ...NOTHING, size: ["large"], aspect: ["wide"], color: ["red"], sort: "newest", isVaried: true },
    { ...NOTHING, text: "50 % off?", like: [3], in: ["all"], has_alt: ["0"], section: ["/blog"] },
    { ...NOTHING, url: "https://example.org/boat.jpg?a=b&c" },
  ]) {
    assert.deepEqual(queryFromAddress(addressOfQuery(query)), query);
  }
});

test("address with nonsense is an empty query", () => {
  assert.ok(isEmpty(queryFromAddress("?like=javascript:alert(1)&image=javascript:alert(1)&other=1&format=")));
});

test("where to look and in which variety is no question", () => {
  assert.ok(isEmpty({ ...NOTHING, in: ["all"], isVaried: true }));
  assert.ok(!isEmpty({ ...NOTHING, color: ["red"] }));
  assert.ok(!isEmpty({ ...NOTHING, unlike: [3] }));
});

test("request says what is asked and nothing more", () => {
  const expected = { crawl: page.crawl, text: "boat", filters: { format: ["JPEG"] }, limit: 24, cursor: "next" };
  assert.deepEqual(bodyOf({ text: "boat", format: ["JPEG"] }, { cursor: "next" }), expected);
});

test("request with everything names it all", () => {
  const query = { format: ["PNG"], size: ["large", "small"], section: ["/blog"], has_alt: ["1"], duplicate: ["0"], sort: "newest", isVaried: true };
  const filters = { format: ["PNG"], size: ["large", "small"], section: ["/blog"], has_alt: true, duplicate: false };
  assert.deepEqual(bodyOf(query), { crawl: page.crawl, filters, sort: "newest", diversity: 0.5, limit: 24 });
});

test("with and without is no filter", () => {
  assert.equal(filtersOf({ ...NOTHING, has_alt: ["1", "0"] }), undefined);
});

test("request goes by pictures wanted and unwanted", () => {
  const examples = [{ image: 3 }, { image: "https://example.org/boat.jpg" }, { image: 4, weight: -1 }];
  assert.deepEqual(bodyOf({ like: [3], unlike: [4], url: "https://example.org/boat.jpg" }).examples, examples);
});

test("request may look into several crawls or into all", () => {
  assert.deepEqual(bodyOf({ text: "a", in: ["other"] }).crawls, [page.crawl, "other"]);
  assert.equal(bodyOf({ text: "a", in: ["all"] }).crawls, "all");
});

test("a picture is wanted or unwanted, never both", () => {
  const liked = withExample(NOTHING, 3);
  const unliked = withExample(liked, 3, { isUnwanted: true });
  assert.deepEqual([liked.like, unliked.like, unliked.unlike], [[3], [], [3]]);
  assert.deepEqual(withoutExample(unliked, 3), NOTHING);
});

test("request with a file is a form", () => {
  const file = new File(["x"], "boat.png", { type: "image/png" });
  const { body, headers } = requestOf({ ...NOTHING, file, format: ["PNG"], in: ["other"] }, page);
  assert.deepEqual(headers, {});
  assert.deepEqual([...body.keys()].sort(), ["crawls", "crawls", "filters", "image", "limit"]);
  assert.equal(body.get("filters"), '{"format":["PNG"]}');
});

// The search's state in the address, and the request made of it.
import assert from "node:assert/strict";
import test from "node:test";
import { NOTHING, addressOfQuery, isEmpty, queryFromAddress, requestOf } from "../../../frontend/static/frontend/js/query.js";

const page = { crawl: "k3mw8tqzr2xa", cursor: null, limit: 24 };

test("address of a query leads back to it", () => {
  for (const query of [
    NOTHING,
    { ...NOTHING, text: "red boat & blue sky" },
    { ...NOTHING, like: 4711, format: "PNG" },
    { ...NOTHING, size: "large", aspect: "wide", color: "red", sort: "newest" },
    { ...NOTHING, text: "50 % off?", like: 3 },
  ]) {
    assert.deepEqual(queryFromAddress(addressOfQuery(query)), query);
  }
});

test("address with nonsense is an empty query", () => {
  assert.ok(isEmpty(queryFromAddress("?like=javascript:alert(1)&other=1")));
});

test("request says what is asked and nothing more", () => {
  const { body } = requestOf({ ...NOTHING, text: "boat", format: "JPEG" }, { ...page, cursor: "next" });
  const expected = { crawl: page.crawl, text: "boat", filters: { format: ["JPEG"] }, limit: 24, cursor: "next" };
  assert.deepEqual(JSON.parse(body), expected);
});

test("request with every filter names them all", () => {
  const { body } = requestOf({ ...NOTHING, format: "PNG", size: "large", aspect: "wide", color: "red", sort: "newest" }, page);
  const filters = { format: ["PNG"], size: ["large"], aspect: ["wide"], color: ["red"] };
  assert.deepEqual(JSON.parse(body), { crawl: page.crawl, filters, sort: "newest", limit: 24 });
});

test("filters alone are a question", () => {
  assert.ok(!isEmpty({ ...NOTHING, color: "red" }));
});

test("request with an address means the picture behind it", () => {
  const { body } = requestOf({ ...NOTHING, text: "https://example.org/boat.jpg" }, page);
  assert.deepEqual(JSON.parse(body), { crawl: page.crawl, image: "https://example.org/boat.jpg", limit: 24 });
});

test("request with a file is a form", () => {
  const file = new File(["x"], "boat.png", { type: "image/png" });
  const { body, headers } = requestOf({ ...NOTHING, file, format: "PNG" }, page);
  assert.deepEqual(headers, {});
  assert.deepEqual([...body.keys()].sort(), ["crawl", "filters", "image", "limit"]);
  assert.equal(body.get("filters"), '{"format":["PNG"]}');
});

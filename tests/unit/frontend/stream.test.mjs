// Server-sent events out of a text that comes in pieces.
import assert from "node:assert/strict";
import test from "node:test";
import { eventsIn, eventsOf } from "../../../frontend/static/frontend/js/stream.js";

const wire = 'event: understood\ndata: {"a": "1"}\n\nevent: done\ndata: {"b":\ndata: 2}\n\n';

test("events are read whole", () => {
  const { events, rest } = eventsIn(wire);
  assert.deepEqual(events, [{ name: "understood", data: { a: "1" } }, { name: "done", data: { b: 2 } }]);
  assert.equal(rest, "");
});

test("events cut anywhere are the same events", async () => {
  for (let cut = 1; cut < wire.length; cut += 7) {
    const body = new Blob([wire.slice(0, cut), wire.slice(cut)]).stream();
    const events = [];
    for await (const event of eventsOf({ body })) events.push(event.name);
    assert.deepEqual(events, ["understood", "done"]);
  }
});

test("comments and carriage returns are no events", () => {
  assert.deepEqual(eventsIn(": beat\r\n\r\ndata: 1\r\n\r\n").events, [{ name: "message", data: 1 }]);
});

test("what is not finished is kept for later", () => {
  assert.deepEqual(eventsIn("event: done\ndata: 1\n"), { events: [], rest: "event: done\ndata: 1\n" });
});

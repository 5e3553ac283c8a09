// Server-sent events from the body of a POST, which EventSource cannot send.

/** Whole events of a text that comes in pieces: what is left over is the beginning of the next one. */
export function eventsIn(text) {
  const frames = text.replaceAll("\r\n", "\n").split("\n\n");
  const rest = frames.pop();
  return { events: frames.map(eventOf).filter(Boolean), rest };
}

function eventOf(frame) {
  let name = "message";
  const data = [];
  for (const line of frame.split("\n")) {
    if (line.startsWith("event:")) name = line.slice(6).trim();
    else if (line.startsWith("data:")) data.push(line.slice(5).trimStart());
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}

/** The events of a response as they come. */
export async function* eventsOf(response) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { value, done } = await reader.read();
    if (done) return;
    const { events, rest } = eventsIn(text + value);
    text = rest;
    yield* events;
  }
}

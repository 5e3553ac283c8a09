// Keeps a page in touch with its crawl: WebSocket, else an event stream, else asking every few seconds.

const SILENCE_MS = 40_000; // the server says something every 15 s; longer silence means the line is dead
const POLL_MS = 3_000;
const RECONCILE_MS = 20_000; // an event may be lost; the snapshot never lies
const BACKOFF_MAX_MS = 8_000;
const STREAM_AFTER_FAILURES = 2;
const POLL_AFTER_FAILURES = 4;

export class CrawlConnection {
  /** @param {{socketUrl, streamUrl, snapshotUrl, onMessage, onWay}} options ways: socket, stream, poll, lost */
  constructor(options) {
    Object.assign(this, options);
    this.failures = 0;
    this.line = null;
  }

  start() {
    this.connect();
    setInterval(() => document.hidden || this.poll(), RECONCILE_MS);
    document.addEventListener("visibilitychange", () => document.hidden || this.poll());
  }

  connect() {
    clearTimeout(this.retryTimer);
    if (this.failures >= POLL_AFTER_FAILURES) this.connectByPolling();
    else if (this.failures >= STREAM_AFTER_FAILURES) this.connectByStream();
    else this.connectBySocket();
  }

  connectBySocket() {
    const url = new URL(this.socketUrl, location.href);
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    const socket = new WebSocket(url);
    this.line = socket;
    socket.onmessage = (event) => this.receive("socket", event.data);
    socket.onclose = () => this.failed(socket);
    this.watchSilence();
  }

  connectByStream() {
    const stream = new EventSource(this.streamUrl);
    this.line = stream;
    stream.onmessage = (event) => this.receive("stream", event.data);
    stream.onerror = () => this.failed(stream);
    this.watchSilence();
  }

  async connectByPolling() {
    const isAnswered = await this.poll();
    this.onWay(isAnswered ? "poll" : "lost");
    this.failures += 1;
    // Now and then the better ways get another chance: a proxy may have been mended, a laptop woken.
    if (this.failures % 10 === 0) this.failures = 0;
    this.retryTimer = setTimeout(() => this.connect(), POLL_MS);
  }

  receive(way, text) {
    this.failures = 0;
    this.onWay(way);
    this.watchSilence();
    const message = JSON.parse(text);
    if (message.type !== "heartbeat") this.onMessage(message);
  }

  failed(line) {
    if (line !== this.line) return;
    this.line = null;
    line.close();
    clearTimeout(this.silenceTimer);
    this.failures += 1;
    this.onWay("lost");
    const wait = Math.min(BACKOFF_MAX_MS, 250 * 2 ** this.failures);
    this.retryTimer = setTimeout(() => this.connect(), wait);
  }

  watchSilence() {
    clearTimeout(this.silenceTimer);
    const line = this.line;
    this.silenceTimer = setTimeout(() => line && this.failed(line), SILENCE_MS);
  }

  async poll() {
    try {
      const response = await fetch(this.snapshotUrl, { headers: { Accept: "application/json" } });
      if (!response.ok) return false;
      const crawl = await response.json();
      this.onMessage({ type: "crawl.snapshot", crawl_id: crawl.id, seq: crawl.seq, crawl });
      return true;
    } catch {
      return false;
    }
  }
}

// The chat API (docs/api.md) as this page asks it.

const PATIENCE_MS = 30_000;

export class Api {
  constructor(root) {
    this.root = root;
  }

  send(message, signal) {
    return this.call("chat", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(message), signal });
  }

  history(session, signal) {
    return this.call(`conversations/${session}`, { signal });
  }

  end(session) {
    return this.call(`conversations/${session}/end`, { method: "POST", keepalive: true });
  }

  /** `{ status, body, retryAfter }`, or null when no answer of ours came: no connection, too slow, a proxy's error page. */
  async call(path, { signal, ...options }) {
    const patience = new AbortController();
    const giveUp = () => patience.abort();
    const timer = setTimeout(giveUp, PATIENCE_MS);
    signal?.addEventListener("abort", giveUp);
    try {
      const response = await fetch(this.root + path, { ...options, credentials: "omit", cache: "no-store", signal: patience.signal });
      const text = await response.text();
      const answer = { status: response.status, body: parsed(text), retryAfter: response.headers.get("Retry-After") };
      return response.status === 200 && answer.body === null ? null : answer;
    } catch {
      return null;
    } finally {
      clearTimeout(timer);
      signal?.removeEventListener("abort", giveUp);
    }
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

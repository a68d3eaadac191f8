import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { failure, waitSeconds } = await load("failure.js");

test("each failure names what helps", () => {
  const action = (answer, circumstances) => failure(answer, circumstances).action;
  assert.equal(action(null), "retry");
  assert.match(failure(null, { online: false }).text, /internetem/);
  for (const status of [500, 502, 503, 504, 404, 415]) assert.equal(action({ status, body: null }), "retry");
  assert.deepEqual({ ...failure({ status: 429, retryAfter: "7" }, { now: 0 }), text: "" }, { action: "wait", text: "", seconds: 7 });
  assert.equal(action({ status: 400, body: { fields: { message: ["…"] } } }), "edit");
  assert.equal(action({ status: 400, body: null }), "edit");
  assert.equal(action({ status: 400, body: { fields: { session_id: ["…"] } } }), "restart");
  assert.equal(action({ status: 413, body: null }), "edit");
});

test("Retry-After is read in seconds or as a date, and never freezes the chat", () => {
  const now = Date.parse("2026-11-24T10:00:00Z");
  assert.equal(waitSeconds("42", now), 42);
  assert.equal(waitSeconds("Tue, 24 Nov 2026 10:00:30 GMT", now), 30);
  assert.equal(waitSeconds("0", now), 1);
  assert.equal(waitSeconds("Tue, 24 Nov 2026 09:00:00 GMT", now), 1);
  assert.equal(waitSeconds("999999", now), 3600);
  for (const missing of [null, undefined, "", "soon", "-5"]) {
    const seconds = waitSeconds(missing, now);
    assert.ok(seconds >= 1 && seconds <= 60, `${missing}: ${seconds}`);
  }
});

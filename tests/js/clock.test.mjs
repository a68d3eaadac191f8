import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { clockTime, countdown, dayName } = await load("clock.js");

test("the countdown is short to read", () => {
  assert.equal(countdown(42), "42\u00a0s");
  assert.equal(countdown(60), "1\u00a0min 00\u00a0s");
  assert.equal(countdown(125), "2\u00a0min 05\u00a0s");
});

test("days of a talk are named from today's point of view", () => {
  const now = new Date(2026, 10, 24, 0, 5);
  assert.equal(dayName(new Date(2026, 10, 24, 0, 1), now), "Dzisiaj");
  assert.equal(dayName(new Date(2026, 10, 23, 23, 59), now), "Wczoraj");
  assert.equal(dayName(new Date(2026, 10, 12, 12, 0), now), "12 listopada");
  assert.equal(dayName(new Date(2025, 11, 31, 12, 0), now), "31 grudnia 2025");
  assert.equal(clockTime(new Date(2026, 10, 24, 9, 5)), "09:05");
});

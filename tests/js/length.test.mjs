import assert from "node:assert/strict";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { counter, tooLong } = await load("length.js");

test("the counter appears at 1800 characters; the limit counts characters, not code units", () => {
  assert.equal(counter(1799), null);
  assert.equal(counter(1800), "1800 z 2000 znaków");
  assert.equal(tooLong("🙂".repeat(2000)), false);
  assert.equal(tooLong("a".repeat(2001)), true);
});

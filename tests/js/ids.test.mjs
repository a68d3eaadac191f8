import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";
import { load } from "./modules.mjs";

const { isId, newId, outgoing } = await load("ids.js");

test("an id is a version 4 UUID, with and without crypto.randomUUID", () => {
  const old = { getRandomValues: (bytes) => bytes.fill(255) };
  assert.equal(newId(old), "ffffffff-ffff-4fff-bfff-ffffffffffff");
  assert.match(newId(webcrypto), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  assert.ok(isId(newId(webcrypto)));
  for (const wrong of [null, "", "1", "x".repeat(36), `${newId(webcrypto)} `]) assert.equal(isId(wrong), false);
});

test("the same text sent again keeps its id, a changed one gets a new id", () => {
  const makeId = () => "new";
  const unsent = { text: "Ile za 60 m2?", id: "first" };
  assert.equal(outgoing("Ile za 60 m2?", unsent, makeId).id, "first");
  assert.deepEqual(outgoing("Ile za 70 m2?", unsent, makeId), { text: "Ile za 70 m2?", id: "new" });
  assert.equal(outgoing("Ile za 60 m2?", null, makeId).id, "new");
});

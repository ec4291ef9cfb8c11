// The official JavaScript SDK does all its user management against the local
// server. README.md tells how to run this by hand; sdk_test.go runs it for the
// test suite.

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { tabs } from "./kit.mjs";

// An answer that the SDK cannot bear kills the program that uses it.
const unhandled = [];
process.on("unhandledRejection", (reason) => unhandled.push(reason));

for (const part of ["users", "sessions", "profile", "lists", "blocking", "presence"]) {
  await import(`./${part}.mjs`);
}

test("nothing went wrong unseen", () => assert.deepEqual(unhandled, []));

after(() => { for (const tab of tabs) tab.close(); });

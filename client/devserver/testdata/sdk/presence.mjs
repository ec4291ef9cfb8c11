import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { authKey, uidOf, open, openAs, logIn, settled, rest, create } from "./kit.mjs";

describe("presence over a socket", () => {
  before(async () => { for (const name of ["watcher", "comer"]) await create(name); });

  /** watched opens a tab that notes who comes and goes. */
  async function watched(name) {
    const tab = await open(undefined, true), heard = [];
    const note = (what) => (user) => heard.push(`${user.getUid().replace(/^.*-/, "")} ${what} ${user.getStatus()}`);
    tab.CometChat.addUserListener("watch", new tab.CometChat.UserListener({ onUserOnline: note("came"), onUserOffline: note("went") }));
    await logIn(tab, uidOf(name), authKey);
    await settled(() => tab.CometChat.getConnectionStatus() === "connected" && tab.heard("auth"));
    return { tab, heard };
  }

  test("onUserOnline and onUserOffline", async () => {
    const { tab, heard } = await watched("watcher");
    const comer = await openAs("comer");
    await settled(() => heard.length === 1);
    await comer.CometChat.logout();
    await settled(() => heard.length === 2);
    assert.deepEqual(heard, ["comer came online", "comer went offline"]);
    await settled(() => tab.heard("pong"));
    await tab.CometChat.logout();
    assert.equal((await rest("GET", `/users/${uidOf("watcher")}`)).status, "offline");
  });

  test("a session lasts as long as its socket", async () => {
    const { tab, heard } = await watched("watcher");
    const other = await watched("comer");
    await settled(() => heard.length === 1);
    other.tab.close();
    await settled(() => heard.length === 2);
    assert.deepEqual(heard, ["comer came online", "comer went offline"]);
    tab.close();
  });
});

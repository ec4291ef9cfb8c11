import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { url, authKey, uidOf, tabs, open, openAs, logIn, settled, rest, refuses, create } from "./kit.mjs";
import { Browser, Tab, does } from "./tab.mjs";

describe("sessions", () => {
  before(async () => { for (const name of ["one", "two"]) await create(name); });

  test("nothing works before init", async () => {
    const tab = new Tab(url);
    tabs.push(tab);
    await assert.rejects(tab.CometChat.login(uidOf("one"), authKey));
    assert.equal(tab.requests.length, 0);
  });

  test("log in by uid and Auth key", async () => {
    const tab = await open();
    const me = await logIn(tab, uidOf("one"), authKey);
    assert.equal(me.getUid(), uidOf("one"));
    assert.equal(me.getStatus(), "online");
    assert.equal((await tab.CometChat.getLoggedinUser()).getUid(), uidOf("one"));
    const asked = tab.requests.length;
    await tab.CometChat.login(uidOf("one"), authKey);
    assert.equal(tab.requests.length, asked, "logged in already");
    await logIn(tab, { username: uidOf("two"), apiKey: authKey });
    assert.equal((await tab.CometChat.getLoggedinUser()).getUid(), uidOf("two"));
  });

  test("only one login at a time", async () => {
    const tab = await open();
    const first = logIn(tab, uidOf("one"), authKey);
    await assert.rejects(tab.CometChat.login(uidOf("one"), authKey), { name: "LOGIN_IN_PROGRESS" });
    assert.equal((await first).getUid(), uidOf("one"));
  });

  test("log in by token, in both forms", async () => {
    for (const form of [(t) => t, (t) => ({ authToken: t })]) {
      const { authToken } = await rest("POST", `/users/${uidOf("one")}/auth_tokens`, { force: true });
      const tab = await open();
      const me = await logIn(tab, form(authToken));
      assert.equal(me.getUid(), uidOf("one"));
      assert.equal(tab.sent("PUT", "/v3.0/me"), 1, "the token of the answer is the one sent");
      assert.equal(me.getAuthToken(), authToken);
    }
  });

  test("a handshake leaves the profile alone", async () => {
    const before = await rest("GET", `/users/${uidOf("two")}`);
    await openAs("two");
    const { status, lastActiveAt, ...after } = await rest("GET", `/users/${uidOf("two")}`);
    delete before.status; delete before.lastActiveAt;
    assert.deepEqual(after, before);
    assert.equal(status, "available");
    assert.ok(lastActiveAt);
  });

  test("logins that fail", async () => {
    const tab = await open(), C = tab.CometChat;
    await refuses(C.login(uidOf("nobody"), authKey), "ERR_UID_NOT_FOUND");
    await refuses(C.login(uidOf("one"), "no-such-key"), "AUTH_ERR_APIKEY_NOT_FOUND");
    await refuses(C.login("no-such-token"), "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    await refuses(C.login(), "MISSING_PARAMETERS");
    assert.equal(await C.getLoggedinUser(), null);
    assert.equal((await logIn(tab, uidOf("one"), authKey)).getUid(), uidOf("one"), "and then one that does not");
  });

  test("reload", async () => {
    const browser = new Browser();
    const first = await openAs("one", browser);
    await first.CometChat.updateCurrentUserDetails(Object.assign(new first.CometChat.User(uidOf("one")), { statusMessage: "kept" }));
    first.close();
    const second = await open(browser);
    const me = await second.CometChat.getLoggedinUser();
    assert.equal(me.getUid(), uidOf("one"));
    assert.equal(me.getStatusMessage(), "kept");
    assert.equal((await second.CometChat.getUser(uidOf("two"))).getUid(), uidOf("two"));
  });

  test("log out, and in again without another init", async () => {
    const tab = await openAs("one"), C = tab.CometChat;
    const token = (await C.getLoggedinUser()).getAuthToken();
    await C.logout();
    assert.equal(await C.getLoggedinUser(), null);
    const gone = await fetch(url + "/v3/me", { headers: { authtoken: token } });
    assert.equal((await gone.json()).error.code, "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    await logIn(tab, uidOf("two"), authKey);
    assert.equal((await C.getLoggedinUser()).getUid(), uidOf("two"));
  });

  test("presence follows the sessions", async () => {
    await create("present");
    const watcher = await openAs("two");
    const status = async () => (await watcher.CometChat.getUser(uidOf("present"))).getStatus();
    assert.equal(await status(), "offline");
    const first = await openAs("present"), second = await openAs("present");
    assert.equal(await status(), "online");
    const online = await watcher.CometChat.getOnlineUserCount();
    await first.CometChat.logout();
    assert.equal(await status(), "online", "there is another session");
    await second.CometChat.logout();
    assert.equal(await status(), "offline");
    assert.equal(await watcher.CometChat.getOnlineUserCount(), online - 1);
    assert.equal(watcher.sent("GET", "/v3.0/settings"), 1);
    assert.equal((await watcher.CometChat.getUser(uidOf("two"))).getUid(), uidOf("two"), "with the server's settings");
  });

  test("a session that the server ended", async () => {
    await create("ended");
    const tab = await openAs("ended"), C = tab.CometChat;
    await rest("DELETE", `/users/${uidOf("ended")}/auth_tokens`);
    await refuses(C.getUser(uidOf("one")), "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    assert.equal(await C.getLoggedinUser(), null, "the SDK has logged itself out");
    await logIn(tab, uidOf("ended"), authKey);
    await rest("DELETE", `/users/${uidOf("ended")}`);
    await refuses(C.getUser(uidOf("one")), "AUTH_ERR_AUTH_TOKEN_NOT_FOUND");
    await refuses(C.login(uidOf("ended"), authKey), "ERR_UID_NOT_FOUND");
  });

  test("nothing works without a session", async () => {
    const tab = await open(), C = tab.CometChat;
    await refuses(C.getUser(uidOf("one")), "USER_NOT_LOGED_IN");
    await assert.rejects(C.updateCurrentUserDetails(new C.User(uidOf("one"), "X")));
    await refuses(C.blockUsers([uidOf("one")]), "USER_NOT_LOGED_IN");
    await refuses(C.unblockUsers([uidOf("one")]), "USER_NOT_LOGED_IN");
    await refuses(new C.UsersRequestBuilder().setLimit(1).build().fetchNext(), "USER_NOT_LOGED_IN");
    await refuses(new C.BlockedUsersRequestBuilder().setLimit(1).build().fetchNext(), "USER_NOT_LOGED_IN");
    await settled(() => tab.requests.length > 0 && tab.requests.every((r) => r.status));
    assert.deepEqual([...new Set(tab.requests.map((r) => r.status))], [401], "the requests go out all the same");
  });

  if (does.reportSessions) test("the session is reported", async () => {
    const tab = await openAs("one");
    const report = tab.requests.find((r) => r.path === "/v3.0/user_sessions");
    assert.equal(report.headers.authtoken, (await tab.CometChat.getLoggedinUser()).getAuthToken());
    assert.ok(JSON.parse(report.body).sessionId);
  });
});

import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { authKey, run, uidOf, openAs, rest, refuses, create } from "./kit.mjs";

describe("the own profile", () => {
  let tab, C;
  before(async () => {
    await create("me", { role: "vip", tags: ["t"], metadata: { m: 1 } });
    await create("other");
    tab = await openAs("me"); C = tab.CometChat;
  });

  test("getUser", async () => {
    const other = await C.getUser(uidOf("other"));
    assert.equal(other.getName(), `${run} other`);
    assert.equal(other.getBlockedByMe(), false);
    assert.equal(other.getHasBlockedMe(), false);
    assert.equal(other.getDeactivatedAt(), 0);
    assert.equal((await C.getUser({ uid: uidOf("OTHER") })).getUid(), uidOf("other"));
    assert.equal((await C.getUser(uidOf("me"))).getUid(), uidOf("me"));
    await refuses(C.getUser(uidOf("nobody")), "ERR_UID_NOT_FOUND");
    await refuses(C.getUser("a b"), "ERR_UID_NOT_FOUND");
    await refuses(C.getUser(" "), "INVALID_UID");
  });

  test("update the own details: everything but the role", async () => {
    const user = new C.User(uidOf("other"));
    user.setName("Me");
    user.setRole("admin");
    user.setStatusMessage("here");
    user.setMetadata({ n: 2 });
    const updated = await C.updateCurrentUserDetails(user);
    assert.equal(updated.getUid(), uidOf("me"), "whatever uid is given");
    assert.equal(updated.getName(), "Me");
    assert.equal(updated.getRole(), "vip");
    const stored = await rest("GET", `/users/${uidOf("me")}`);
    assert.equal(stored.role, "vip");
    assert.deepEqual(stored.metadata, { n: 2 });
    assert.equal((await rest("GET", `/users/${uidOf("other")}`)).name, `${run} other`);
    assert.equal((await C.getLoggedinUser()).getName(), "Me");
    assert.equal((await C.getUser(uidOf("other"))).getUid(), uidOf("other"), "the session goes on");
    await refuses(C.updateCurrentUserDetails(Object.assign(new C.User(uidOf("me")), { avatar: "x" })), "ERR_BAD_REQUEST", ["avatar"]);
  });

  test("update a user that was fetched, sending it back whole", async () => {
    await C.blockUsers([uidOf("other")]);
    const fetched = await C.getUser(uidOf("other"));
    assert.equal(fetched.getBlockedByMe(), true);
    fetched.setName("Renamed");
    fetched.blockedByMe = false;
    const updated = await C.updateUser(fetched, authKey);
    assert.equal(updated.getName(), "Renamed");
    assert.equal((await C.getUser(uidOf("other"))).getBlockedByMe(), true, "no update undoes a block");
    await C.unblockUsers([uidOf("other")]);
  });

  test("update the own user over the Auth key, which keeps the session", async () => {
    const me = await C.getLoggedinUser();
    me.setStatusMessage("by key");
    await C.updateUser(me, authKey);
    assert.equal((await C.getLoggedinUser()).getStatusMessage(), "by key");
    assert.equal((await C.getUser(uidOf("me"))).getStatusMessage(), "by key");
  });
});

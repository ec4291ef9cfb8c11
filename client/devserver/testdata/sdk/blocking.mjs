import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { run, uidOf, openAs, rest, refuses, create, listed } from "./kit.mjs";
import { does } from "./tab.mjs";

describe("blocking", () => {
  let tab, C;
  const names = ["b1", "b2", "b3", "b4"];
  const blocked = (limit = 30) => new C.BlockedUsersRequestBuilder().setLimit(limit);

  before(async () => {
    for (const name of ["blocker", ...names]) await create(name);
    tab = await openAs("blocker"); C = tab.CometChat;
  });

  test("block some, some of whom there are not", async () => {
    const done = await C.blockUsers([uidOf("b3"), uidOf("b1"), uidOf("nobody"), uidOf("blocker")]);
    assert.equal(done[uidOf("b3")].success, true);
    assert.equal(done[uidOf("b1")].success, true);
    assert.equal(done[uidOf("nobody")].success, false);
    assert.equal(done[uidOf("blocker")].success, false);
    const user = await C.getUser(uidOf("b3"));
    assert.equal(user.getBlockedByMe(), true);
    assert.equal(user.getHasBlockedMe(), false);
    assert.ok(user.blockedByMeAt);
  });

  test("the blocked list, over many pages and in every direction", async () => {
    await rest("POST", `/users/${uidOf("b4")}/blockedusers`, { blockedUids: [uidOf("blocker")] });
    for (const limit of [1, 2, 3, 30]) {
      assert.equal(await listed(blocked(limit).build()), "b3 b1 b4");
      assert.equal(await listed(blocked(limit).setDirection("both").build()), "b3 b1 b4");
      assert.equal(await listed(blocked(limit).blockedByMe().build()), "b3 b1");
      assert.equal(await listed(blocked(limit).hasBlockedMe().build()), "b4");
    }
    assert.equal(await listed(blocked().setSearchKeyword(`${run} b1`).build()), "b1");
    if (does.setPage) assert.equal(await listed(blocked(1).setPage(1).build()), "b1 b4");
    const [item] = await blocked(1).blockedByMe().build().fetchNext();
    assert.equal(item.getBlockedByMe(), true);
    assert.ok(item.blockedAt && item.blockedByMeAt);
    assert.equal((await C.getUser(uidOf("b4"))).getHasBlockedMe(), true);
  });

  test("unblock", async () => {
    const done = await C.unblockUsers([uidOf("b3"), uidOf("b2"), uidOf("nobody")]);
    assert.equal(done[uidOf("b3")].success, true);
    assert.equal(done[uidOf("b2")].success, true, "though there was no block");
    assert.equal(done[uidOf("nobody")].success, false);
    assert.equal(await listed(blocked().blockedByMe().build()), "b1");
    assert.equal((await C.getUser(uidOf("b3"))).getBlockedByMe(), false);
  });

  test("what is refused", async () => {
    await refuses(C.blockUsers([]), "EMPTY_USERS_LIST");
    await refuses(C.unblockUsers([]), "EMPTY_USERS_LIST");
    await refuses(C.blockUsers("x"), "INVALID_USER_LIST");
    await refuses((async () => blocked().setDirection("sideways").build().fetchNext())(), "INVALID_DIRECTION_VALUE");
    await refuses((async () => new C.BlockedUsersRequestBuilder().build().fetchNext())(), "SET_LIMIT_IS_COMPULSORY");
    await refuses(C.blockUsers([" "]), "ERR_BAD_REQUEST", ["blockedUids.0"]);
  });
});

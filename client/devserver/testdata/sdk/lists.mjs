import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { run, uidOf, openAs, rest, refuses, all, create, listed } from "./kit.mjs";
import { does } from "./tab.mjs";

describe("lists", () => {
  let tab, C;
  const list = (limit = 30) => new C.UsersRequestBuilder().setLimit(limit);
  // Most lists are of this run's users only.
  const mine = (limit) => list(limit).setSearchKeyword(`  ${run}l `).searchIn(["uid"]);
  const exactly = (ns) => ns.map((n) => `l-${String(n).padStart(2, "0")}`).join(" ");
  // By status, which is the same for all, and then by name.
  const everybody = [22, 20, 18, 16, 14, 12, 10, 8, 6, 4, 2, 0, 21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1];
  const numbers = (...ns) => exactly(everybody.filter((n) => ns.includes(n)));

  before(async () => {
    const users = {};
    for (const n of everybody) {
      const uid = `${run}l-${String(n).padStart(2, "0")}`;
      users[uid] = {
        uid, name: `${n % 2 ? "odd" : "Even"} ${run} ${String(22 - n).padStart(2, "0")}`, createdAt: 1700000000 - n,
        role: n % 5 === 0 ? "vip" : n % 7 === 0 ? "admin" : "default",
        tags: [...(n % 3 === 0 ? [`${run} three`] : []), ...(n === 4 ? [`${run}, comma`] : [])],
      };
    }
    await rest("POST", "/data_import/users", { users });
    await create("reader");
    await create("another");
    await openAs("another");
    tab = await openAs("reader"); C = tab.CometChat;
  });

  const at = async (request) => (await listed(request)).replaceAll(`${run}l-`, "l-");

  test("many pages, and then nothing", async () => {
    for (const limit of [1, 5, 23, 30]) {
      const request = mine(limit).build();
      const { names, pages } = await all(request);
      assert.equal(names.replaceAll(`${run}l-`, "l-"), numbers(...everybody), `limit ${limit}`);
      assert.deepEqual(pages.slice(0, -1), Array(pages.length - 1).fill(limit));
      assert.deepEqual([...await request.fetchNext()], [], "and still nothing");
    }
  });

  if (does.setPage) test("setPage", async () => {
    assert.equal(await at(mine(5).setPage(3).build()), numbers(...everybody.slice(15)));
    assert.equal(await at(mine(5).setPage(-3).build()), numbers(...everybody));
    assert.equal(await at(mine(5).setPage(90).build()), "");
  });

  test("setSearchKeyword and searchIn", async () => {
    const search = (word, fields) => at((fields ? list().searchIn(fields) : list()).setSearchKeyword(word).build());
    assert.equal(await search(`ODD ${run} 0`), numbers(13, 15, 17, 19, 21));
    assert.equal(await search(`odd ${run} 0`, ["uid"]), "");
    assert.equal(await search(`${run}l-1`, ["uid", "name"]), numbers(10, 11, 12, 13, 14, 15, 16, 17, 18, 19));
    assert.equal(await search(`${run}l-1`, ["name"]), "");
    assert.equal(await search(`${run}l_1`), "", "no wildcards");
    assert.equal(await search(`${run}%&=#?+/é`), "");
    assert.ok((await search("  ")).length > 0, "a blank keyword finds everybody");
  });

  test("setStatus", async () => {
    const status = (value) => listed(list(100).setSearchKeyword(run).setStatus(value).build());
    assert.match(await status(C.USER_STATUS.ONLINE), /\banother\b/);
    assert.doesNotMatch(await status(C.USER_STATUS.ONLINE), /\breader\b/, "nobody lists themselves");
    assert.doesNotMatch(await status(C.USER_STATUS.ONLINE), /l-00/);
    assert.match(await status(C.USER_STATUS.OFFLINE), /l-00/);
    assert.doesNotMatch(await status("Offline"), /\banother\b/);
  });

  test("setRole and setRoles", async () => {
    assert.equal(await at(mine().setRole("vip").build()), numbers(0, 5, 10, 15, 20));
    assert.equal(await at(mine().setRoles(["admin", "vip"]).build()), numbers(0, 5, 7, 10, 14, 15, 20, 21));
    assert.equal(await at(mine().setRoles(["admin"]).setRole("vip").build()), numbers(0, 5, 7, 10, 14, 15, 20, 21));
    assert.equal(await at(mine().setRole("no-such-role").build()), "");
  });

  test("setTags and withTags", async () => {
    assert.equal(await at(mine().setTags([`${run} three`]).build()), numbers(0, 3, 6, 9, 12, 15, 18, 21));
    const comma = await at(mine().setTags([`${run}, comma`]).build());
    if (tab.requests.at(-1).path.includes("%2C")) { // 4.0.0 sends a tag's own comma as it separates tags
      assert.equal(comma, numbers(4));
      assert.equal(await at(mine().setTags([`${run} three`, `${run}, comma`]).build()), numbers(0, 3, 4, 6, 9, 12, 15, 18, 21));
    }
    const [tagged] = await mine(1).setTags([`${run} three`]).withTags(true).build().fetchNext();
    assert.deepEqual([...tagged.getTags()], [`${run} three`]);
    const [untagged] = await mine(1).setTags([`${run} three`]).withTags(false).build().fetchNext();
    assert.equal(untagged.getTags(), undefined);
  });

  test("setUIDs", async () => {
    const uids = [3, 1, 2].map((n) => `${run}l-0${n}`);
    assert.equal(await at(list(2).setUIDs([...uids, "nobody"]).build()), numbers(1, 2, 3));
    assert.equal(await at(mine().setUIDs([]).build()), numbers(...everybody));
    await refuses(list().setUIDs(Array(26).fill("").map((_, i) => `u${i}`)).build().fetchNext(), "ERR_BAD_REQUEST", ["uids"]);
  });

  test("friendsOnly and hideBlockedUsers", async () => {
    const friends = [2, 4, 6, 8].map((n) => `${run}l-0${n}`);
    assert.equal(await at(list().friendsOnly(true).build()), "");
    await rest("POST", `/users/${uidOf("reader")}/friends`, { accepted: friends });
    assert.equal(await at(list(3).friendsOnly(true).build()), numbers(2, 4, 6, 8));
    await C.blockUsers([`${run}l-04`]);
    assert.equal(await at(list(1).friendsOnly(true).hideBlockedUsers(true).build()), numbers(2, 6, 8));
    assert.equal(await at(mine(7).hideBlockedUsers(true).build()), numbers(...everybody.filter((n) => n !== 4)));
    assert.equal(await at(mine(7).hideBlockedUsers(false).friendsOnly(false).build()), numbers(...everybody));
    await C.unblockUsers([`${run}l-04`]);
  });

  test("sortBy and sortByOrder", async () => {
    assert.equal(await at(mine(4).sortBy("name").build()), exactly(everybody));
    assert.equal(await at(mine(4).sortBy(" Name ").sortByOrder("asc").build()), exactly(everybody));
    assert.equal(await at(mine(4).sortBy("name").sortByOrder("desc").build()), exactly(everybody.toReversed()));
    assert.equal(await at(mine(4).sortBy("status").build()), exactly(everybody));
    const both = () => list().setUIDs(["l-00", "-another"].map((end) => run + end));
    assert.equal(await at(both().build()), "another l-00", "who is online comes first");
    assert.equal(await at(both().sortByOrder("desc").build()), "l-00 another");
  });

  test("a deactivated user is not listed", async () => {
    await rest("DELETE", `/users/${run}l-22`);
    assert.equal(await at(mine(5).build()), numbers(...everybody.slice(1)));
    await rest("PUT", "/users", { uidsToActivate: [`${run}l-22`] });
    assert.equal(await at(mine(5).build()), numbers(...everybody));
  });

  test("what the SDK refuses by itself", async () => {
    const fetch = (prepare) => { const b = new C.UsersRequestBuilder(); prepare(b); return b.build().fetchNext(); };
    const code = async (code, prepare) => { // some are thrown, some reject
      await refuses((async () => fetch(prepare))(), code);
    };
    const asked = tab.requests.length;
    await code("SET_LIMIT_IS_COMPULSORY", () => {});
    await code("ERROR_SET_LIMIT_EXCEEDED", (b) => b.setLimit(101));
    await code("INVALID_SET_LIMIT", (b) => b.setLimit(-1));
    await code("INVALID_SET_LIMIT", (b) => b.setLimit("many"));
    await code("INVALID_STATUS_VALUE", (b) => b.setLimit(1).setStatus("away"));
    await code("INVALID_TAGS", (b) => b.setLimit(1).setTags("t"));
    await code("INVALID_UIDs", (b) => b.setLimit(1).setUIDs("u"));
    await code("INVALID_ROLES", (b) => b.setLimit(1).setRoles("r"));
    await code("INVALID_SEARCH_IN", (b) => b.setLimit(1).searchIn("name"));
    await code("INVALID_WITH_TAGS", (b) => b.setLimit(1).withTags("yes"));
    await code("INVALID_FRIENDS_ONLY", (b) => b.setLimit(1).friendsOnly("yes"));
    await code("INVALID_HIDE_BLOCKED_USERS", (b) => b.setLimit(1).hideBlockedUsers("yes"));
    await code("INVALID_SORT_BY", (b) => b.setLimit(1).sortBy(7));
    assert.equal(tab.requests.length, asked);
  });
});

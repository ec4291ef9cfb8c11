import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { authKey, uidOf, open, rest, refuses, create } from "./kit.mjs";

describe("creating and updating", () => {
  let tab, C;
  before(async () => { tab = await open(); C = tab.CometChat; });

  test("create with every field", async () => {
    const user = new C.User(uidOf("All").toUpperCase());
    user.setName("Zoë <&> 田中");
    user.setAvatar("https://x.example/a.png?b=1&c=2");
    user.setLink("https://x.example");
    user.setRole("vip");
    user.setStatusMessage("hi\n");
    user.setMetadata({ z: 1, deep: [{ "@": null }] });
    user.setTags(["b", "a"]);
    const made = await C.createUser(user, authKey);
    assert.equal(made.getUid(), uidOf("all"));
    assert.equal(made.getName(), "Zoë <&> 田中");
    assert.equal(made.getAvatar(), "https://x.example/a.png?b=1&c=2");
    assert.equal(made.getLink(), "https://x.example");
    assert.equal(made.getRole(), "vip");
    assert.equal(made.getStatusMessage(), "hi\n");
    assert.deepEqual(JSON.parse(JSON.stringify(made.getMetadata())), { z: 1, deep: [{ "@": null }] });
    assert.deepEqual([...made.getTags()], ["b", "a"]);
    assert.equal(made.getStatus(), "offline");
    assert.equal(made.authToken, undefined, "the SDK would take it for its own");
    assert.equal(await C.getLoggedinUser(), null);
  });

  test("create from a plain object", async () => {
    const made = await C.createUser({ uid: uidOf("plain"), name: "Plain", withAuthToken: true }, authKey);
    assert.equal(made.getName(), "Plain");
    assert.equal(made.getRole(), "default");
  });

  test("what the server refuses to create", async () => {
    const user = (uid, more) => Object.assign(new C.User({ uid, name: "X" }), more);
    await refuses(C.createUser(user(uidOf("plain")), authKey), "ERR_UID_ALREADY_EXISTS");
    await refuses(C.createUser(user("a b"), authKey), "ERR_BAD_REQUEST", ["uid"]);
    await refuses(C.createUser(user("x".repeat(101)), authKey), "ERR_BAD_REQUEST", ["uid"]);
    await refuses(C.createUser(user(uidOf("no"), { name: "x".repeat(101) }), authKey), "ERR_BAD_REQUEST", ["name"]);
    await refuses(C.createUser(user(uidOf("no"), { avatar: "x" }), authKey), "ERR_BAD_REQUEST", ["avatar"]);
    await refuses(C.createUser(user(uidOf("no"), { role: "no-such-role" }), authKey), "ERR_BAD_REQUEST", ["role"]);
    await refuses(C.createUser(user(uidOf("no"), { tags: Array(26).fill("").map((_, i) => `t${i}`) }), authKey), "ERR_BAD_REQUEST", ["tags"]);
    await refuses(C.createUser(user(uidOf("no"), { metadata: 7 }), authKey), "ERR_BAD_REQUEST", ["metadata"]);
    await refuses(C.createUser(user(uidOf("no")), "no-such-key"), "AUTH_ERR_APIKEY_NOT_FOUND");
  });

  test("update some fields", async () => {
    await create("partial", { link: "https://l.example", tags: ["t"], metadata: { m: 1 }, role: "vip" });
    const user = new C.User(uidOf("partial"));
    user.setName("Renamed");
    user.setStatusMessage("new");
    const updated = await C.updateUser(user, authKey);
    assert.equal(updated.getName(), "Renamed");
    assert.equal(updated.getStatusMessage(), "new");
    assert.equal(updated.getLink(), "https://l.example");
    assert.equal(updated.getRole(), "vip");
    assert.equal(updated.getMetadata().m, 1);
    const [read] = await rest("GET", `/users?withTags=1&searchIn=uid&searchKey=${uidOf("partial")}`);
    assert.deepEqual(read.tags, ["t"], "tags that were not sent stay");
    await C.updateUser(Object.assign(new C.User(uidOf("partial")), { statusMessage: "", tags: [] }), authKey);
    const [cleared] = await rest("GET", `/users?withTags=1&searchIn=uid&searchKey=${uidOf("partial")}`);
    assert.equal(cleared.statusMessage, undefined);
    assert.equal(cleared.tags, undefined);
  });

  test("what the server refuses to update", async () => {
    await refuses(C.updateUser(new C.User(uidOf("nobody")), authKey), "ERR_UID_NOT_FOUND");
    await refuses(C.updateUser(Object.assign(new C.User(uidOf("plain")), { link: "ftp://x" }), authKey), "ERR_BAD_REQUEST", ["link"]);
    await refuses(C.updateUser(Object.assign(new C.User(uidOf("plain")), { role: "no-such-role" }), authKey), "ERR_BAD_REQUEST", ["role"]);
    await refuses(C.updateUser(new C.User(uidOf("plain")), "no-such-key"), "AUTH_ERR_APIKEY_NOT_FOUND");
  });

  test("what the SDK refuses by itself", async () => {
    const asked = tab.requests.length;
    await refuses(C.createUser(new C.User(uidOf("x"), "X"), ""), "INVALID_AUTH_KEY");
    await refuses(C.updateUser(new C.User(uidOf("x"), "X"), ""), "INVALID_AUTH_KEY");
    await refuses(C.createUser({ name: "X" }, authKey), "UID_IS_COMPULSORY");
    await refuses(C.createUser(new C.User(" ", "X"), authKey), "INVALID_UID");
    await refuses(C.createUser(new C.User(uidOf("x")), authKey), "USER_NAME_IS_COMPULSORY");
    await refuses(C.createUser(new C.User(uidOf("x"), " "), authKey), "INVALID_USER_NAME");
    await refuses(C.updateUser(Object.assign(new C.User(uidOf("x")), { name: "" }), authKey), "INVALID_USER_NAME");
    for (const field of ["avatar", "link", "role", "statusMessage", "metadata"]) {
      const code = "INVALID_USER_" + field.replace("M", "_M").toUpperCase();
      await refuses(C.createUser(Object.assign(new C.User(uidOf("x"), "X"), { [field]: "" }), authKey), code);
    }
    await refuses(C.createUser(Object.assign(new C.User(uidOf("x"), "X"), { tags: "t" }), authKey), "INVALID_USER_TAGS");
    await refuses(C.createUser(Object.assign(new C.User(uidOf("x"), "X"), { tags: [] }), authKey), "INVALID_USER_TAGS");
    assert.throws(() => new C.User(), (e) => e.code === "MISSING_PARAMETERS");
    assert.equal(tab.requests.length, asked);
  });
});

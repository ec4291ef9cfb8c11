// What the checks have in common. The server and its keys come from the
// environment; every run makes users of its own.

import assert from "node:assert/strict";
import { Tab, does } from "./tab.mjs";

export const url = process.env.CENSUS_URL, appId = process.env.CENSUS_APP_ID;
export const authKey = process.env.CENSUS_AUTH_KEY, apiKey = process.env.CENSUS_API_KEY;
export const run = "sdk" + Date.now().toString(36);
export const uidOf = (name) => `${run}-${name}`;

/** Every tab that was opened, to be closed at the end. */
export const tabs = [];

/** open gives a tab in which the SDK is initialised but nobody logged in; it opens no socket unless told to. */
export async function open(browser, sockets = false) {
  const tab = new Tab(url, browser);
  tabs.push(tab);
  const settings = new tab.CometChat.AppSettingsBuilder().subscribePresenceForAllUsers().setRegion("US")
    .autoEstablishSocketConnection(sockets).build();
  assert.equal(await tab.CometChat.init(appId, settings), true);
  assert.equal(tab.requests.length, 0, "init asks nobody");
  return tab;
}

/** openAs also logs the user in, by uid and Auth key. */
export async function openAs(name, browser) {
  const tab = await open(browser);
  await logIn(tab, uidOf(name), authKey);
  return tab;
}

// Some time after a login the SDK reports the session. If its user has logged
// out by then, it rejects a promise that nobody can catch, so the checks wait
// for the report before they go on.
export async function logIn(tab, ...how) {
  const reports = () => tab.requests.filter((r) => r.path === "/v3.0/user_sessions" && r.status === 200).length;
  const before = reports();
  const me = await tab.CometChat.login(...how);
  if (does.reportSessions) await settled(() => reports() > before);
  return me;
}

/** settled waits until what the SDK does on its own has happened. */
export async function settled(happened) {
  for (let i = 0; i < 500 && !happened(); i++) await new Promise((resolve) => setTimeout(resolve, 10));
  assert.ok(happened());
}

/** rest asks the REST API for what the SDK has no call for. */
export async function rest(method, path, body) {
  const answer = await fetch(url + "/v3" + path, { method, headers: { apikey: apiKey, "content-type": "application/json" }, body: body && JSON.stringify(body) });
  const { data, error } = await answer.json();
  assert.equal(error, undefined, `${method} ${path}: ${JSON.stringify(error)}`);
  return data;
}

/** create makes a user over the REST API. */
export const create = (name, more) => rest("POST", "/users", { uid: uidOf(name), name: `${run} ${name}`, ...more });

/** refuses checks that the promise rejects with the SDK's exception of this code. */
export async function refuses(promise, code, details) {
  await assert.rejects(promise, (e) => {
    assert.equal(e.code, code, JSON.stringify(e));
    for (const field of details ?? []) assert.ok(e.details?.[field]?.length, `nothing said about ${field}: ${JSON.stringify(e)}`);
    return true;
  });
}

/** all fetches every page and returns the names behind the uids, with the size of each page. */
export async function all(request) {
  const names = [], pages = [];
  for (;;) {
    const page = await request.fetchNext();
    if (page.length === 0) return { names: names.join(" "), pages };
    pages.push(page.length);
    names.push(...page.map((u) => u.getUid().replace(run + "-", "")));
  }
}

export const listed = async (request) => (await all(request)).names;

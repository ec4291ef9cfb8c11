// A browser tab with the official SDK in it: just as much of a browser as the
// SDK needs for users, in a context of its own, so that two tabs share nothing
// but what they are given. It draws nothing.

import { createRequire } from "node:module";
import { readFileSync } from "node:fs";
import { webcrypto } from "node:crypto";
import vm from "node:vm";

const source = readFileSync(createRequire(import.meta.url).resolve("@cometchat/chat-sdk-javascript"), "utf8");
const bundle = new vm.Script(source, { filename: "CometChat.js" });

/** What some versions of the SDK do and older ones do not. */
export const does = {
  reportSessions: source.includes("user_sessions"),
  setPage: source.includes("setPage"),
};

/** Storage is localStorage or sessionStorage. It outlives its tab. */
export class Storage {
  #values = new Map();
  get length() { return this.#values.size; }
  key(i) { return [...this.#values.keys()][i] ?? null; }
  getItem(key) { return this.#values.get(String(key)) ?? null; }
  setItem(key, value) { this.#values.set(String(key), String(value)); }
  removeItem(key) { this.#values.delete(String(key)); }
  clear() { this.#values.clear(); }
}

/** What a tab leaves behind for the next one at the same address. */
export class Browser {
  localStorage = new Storage();
  sessionStorage = new Storage();
}

// The SDK reports its session five seconds after a login, and asks fifteen after it for
// a sign of life, of which it expects an answer within three; nobody has to wait for
// the first two, and the server may take its time.
const hurried = (ms) => ms < 5000 ? ms : ms / 100;

/** Tab loads the SDK. The SDK always speaks https to hosts of its own choice; every request goes to `url` instead. */
export class Tab {
  /** Every request, in order: method, path (with query), headers, body, status. */
  requests = [];
  /** Every message that came over a web socket, as text. */
  messages = [];
  #sockets = new Set();
  #closed = false; // nothing begins any more
  #preflighted = new Set();
  #timers = new Set();

  constructor(url, browser = new Browser()) {
    this.url = url;
    this.browser = browser;
    const context = vm.createContext(this.#globals());
    context.window = context.self = context;
    bundle.runInContext(context);
    this.CometChat = context.CometChat.CometChat ?? context.CometChat;
  }

  /** close stops the tab's timers and closes its sockets, as closing a tab would. */
  close() {
    this.#closed = true;
    for (const timer of this.#timers) clearTimeout(timer);
    for (const socket of this.#sockets) socket.close();
  }

  /** heard says whether such a message has come over a socket. */
  heard(word) {
    return this.messages.some((m) => m.includes(`"${word}"`));
  }

  /** sent counts the requests with this method and the beginning of this path. */
  sent(method, path) {
    return this.requests.filter((r) => r.method === method && r.path.startsWith(path)).length;
  }

  /** The SDK's WebSocket: it always speaks wss to a host of its own choice, and is led to `url` instead. */
  #socket() {
    const tab = this, origin = this.url.replace(/^http/, "ws");
    return class extends WebSocket {
      constructor(to) {
        const { hostname, port, pathname } = new URL(String(to));
        if (`http://${hostname}:${port}` !== tab.url) throw new Error(`${to}: the settings lead elsewhere`);
        super(origin + pathname);
        tab.#sockets.add(this);
        this.addEventListener("message", (event) => tab.messages.push(String(event.data)));
      }
    };
  }

  #globals() {
    const timed = (start) => (run, ms = 0, ...args) => {
      if (this.#closed) return undefined;
      const timer = start(run, hurried(ms), ...args);
      this.#timers.add(timer);
      return timer;
    };
    return {
      console: { ...console, log() {}, info() {}, warn() {}, error() {} },
      WebSocket: this.#socket(),
      fetch: (to, options) => this.#fetch(to, options),
      localStorage: this.browser.localStorage,
      sessionStorage: this.browser.sessionStorage,
      navigator: { userAgent: "census", language: "en", onLine: true },
      location: { hostname: "localhost", href: "http://localhost/", protocol: "http:" },
      document: { querySelector: () => null, hasFocus: () => true, addEventListener() {}, visibilityState: "visible" },
      screen: { width: 800, height: 600 },
      matchMedia: () => ({ matches: false, addEventListener() {} }),
      addEventListener() {},
      removeEventListener() {},
      dispatchEvent() {},
      setTimeout: timed(setTimeout),
      setInterval: timed((...args) => setInterval(...args).unref()),
      clearTimeout, clearInterval, queueMicrotask,
      crypto: webcrypto,
      URL, URLSearchParams, TextEncoder, TextDecoder, AbortController, FormData, Blob, Headers, Response, Event, atob, btoa,
    };
  }

  async #fetch(to, { referrer, ...options } = {}) { // Node refuses the SDK's referrer
    const { pathname, search } = new URL(String(to));
    const path = pathname + search;
    const headers = Object.fromEntries(new Headers(options.headers));
    const method = options.method ?? "GET";
    const request = { method, path, headers, body: options.body };
    this.requests.push(request);
    await this.#preflight(method, pathname, Object.keys(headers));
    const answer = await fetch(this.url + path, options);
    request.status = answer.status;
    if (answer.headers.get("access-control-allow-origin") !== "*") throw new Error(`${method} ${path}: not for other origins`);
    return answer;
  }

  // A browser asks first whether it may send such headers.
  async #preflight(method, pathname, headers) {
    if (this.#preflighted.has(method + pathname)) return;
    this.#preflighted.add(method + pathname);
    const answer = await fetch(this.url + pathname, {
      method: "OPTIONS",
      headers: { "Origin": "http://localhost", "Access-Control-Request-Method": method, "Access-Control-Request-Headers": headers.join(",") },
    });
    const list = (name) => (answer.headers.get(name) ?? "").toLowerCase().split(/\s*,\s*/);
    const allowed = ["accept", ...list("access-control-allow-headers")];
    if (!answer.ok || !list("access-control-allow-methods").includes(method.toLowerCase()) || !headers.every((h) => allowed.includes(h))) {
      throw new Error(`${method} ${pathname}: a browser would not send it`);
    }
  }
}

// Conversations, users and groups side by side, and beside them the messages with one
// user, as the React UI kit shows them. The address's query has what `census serve`
// prints: ?address=127.0.0.1:7331&app=APPID&key=AUTHKEY&user=cometchat-uid-1
import { useEffect, useState } from "react";
import { createRoot } from "react-dom/client";
import { CometChat } from "@cometchat/chat-sdk-javascript";
import {
  CometChatConversations, CometChatGroups, CometChatMessageHeader, CometChatMessageList, CometChatProvider, CometChatUIKit,
  CometChatUsers, UIKitSettingsBuilder,
} from "@cometchat/chat-uikit-react";
import "@cometchat/chat-uikit-react/styles";

const asked = new URLSearchParams(location.search);
const address = asked.get("address"), hostname = address.replace(/:\d+$/, "");

// The SDK speaks https and wss only; the local server speaks neither.
const { fetch, WebSocket } = window;
const here = (url) => {
  const to = new URL(String(url), location.href);
  if (to.hostname !== hostname || !/^(https|wss):$/.test(to.protocol)) return String(url);
  return `${to.protocol.slice(0, -2)}://${address}${to.pathname}${to.search}`;
};
window.fetch = (url, options) => fetch(typeof url === "string" ? here(url) : url, options);
window.WebSocket = class extends WebSocket { constructor(url) { super(here(url)); } };

async function start() {
  await CometChatUIKit.init(new UIKitSettingsBuilder().setAppId(asked.get("app")).setRegion("us").setAuthKey(asked.get("key"))
    .subscribePresenceForAllUsers().setAdminHost(`${address}/v3.0`).setClientHost(`${address}/v3.0`).build());
  await CometChatUIKit.login(asked.get("user"));
  createRoot(document.getElementById("page")).render(<CometChatProvider><Page /></CometChatProvider>);
}

function Page() {
  const [other, setOther] = useState();
  useEffect(() => { CometChat.getUser(asked.get("with") ?? "cometchat-uid-2").then(setOther); }, []);
  return (
    <main style={{ display: "grid", gridTemplateColumns: "repeat(4, 1fr)", height: "100vh" }}>
      <section id="conversations"><CometChatConversations /></section>
      <section id="users"><CometChatUsers onItemClick={setOther} /></section>
      <section id="groups"><CometChatGroups /></section>
      <section id="messages">{other && <><CometChatMessageHeader user={other} /><CometChatMessageList user={other} /></>}</section>
    </main>
  );
}

start().catch((e) => { document.title = `failed: ${e.message ?? JSON.stringify(e)}`; });

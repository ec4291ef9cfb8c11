package devserver

import "testing"

// Requests of UI kits beyond users are answered like those of an app in which
// nobody has written yet.
func TestNobodyHasWritten(t *testing.T) {
	a := sampleApp(t)
	me := a.as("cometchat-uid-1")
	const nothing = `{"data":[],"meta":{"pagination":{"total":0,"count":0,"per_page":30,"current_page":1,"total_pages":1}}}`
	for _, path := range []string{"/conversations", "/groups", "/users/cometchat-uid-2/messages"} {
		me("GET", path+"?per_page=30&page=1", "").is(nothing)
		me("GET", path+"?per_page=x", "").invalid("perPage")
	}
	a.admin("PUT", "/users/cometchat-uid-2", `{"metadata":{"@private":{"s":1}},"avatar":"https://x.example/a"}`).ok()
	me("GET", "/users/cometchat-uid-2/conversation", "").is(`{"data":{"conversationId":"cometchat-uid-1_user_cometchat-uid-2",` +
		`"conversationType":"user","unreadMessageCount":"0","conversationWith":{"uid":"cometchat-uid-2","name":"George Alan",` +
		`"avatar":"https://x.example/a","status":"offline","role":"default","createdAt":1773476813,"updatedAt":1773480413,` +
		`"conversationId":"cometchat-uid-1_user_cometchat-uid-2"}}}`)
	for _, done := range []string{"read", "delivered"} {
		me("POST", "/users/cometchat-uid-2/conversation/"+done, `{"messageId":"1"}`).
			is(`{"data":{"success":true,"message":"The conversation has been marked successfully."}}`)
	}
	for _, request := range [][2]string{{"GET", "messages"}, {"GET", "conversation"}, {"POST", "conversation/read"}} {
		me(request[0], "/users/nobody/"+request[1], "").fails(404, "ERR_UID_NOT_FOUND", nil)
	}
}

// The requests that CometChat's React UI kits 7.2.1 and 6.5.6 made in a browser
// for a page of conversations, users, groups and the messages with one user.
func TestRequestsOfUIKits(t *testing.T) {
	a := sampleApp(t)
	var session struct{ Data struct{ AuthToken string } }
	const device = `{"platform":"WEB","deviceId":"d","appInfo":{"version":"v4.2.0","apiVersion":"v3.0"}}`
	a.send("POST", "/v3.0/users/cometchat-uid-1/auth_tokens", device, "apikey", a.Facts().AuthKey).ok().decode(&session)
	for _, c := range []struct{ method, path, body string }{
		{"PUT", "/me", device},
		{"GET", "/settings", ""},
		{"POST", "/user_sessions", `{"sessionId":"0f","data":{},"generatedAt":1700000000}`},
		{"POST", "/ping", `{"appInfo":{},"uid":"cometchat-uid-1","userAgent":"x","deviceId":"d","platform":"javascript"}`},
		{"GET", "/conversations?per_page=30&page=1", ""},
		{"GET", "/groups?per_page=30&page=1", ""},
		{"GET", "/users?per_page=30&page=1", ""},
		{"GET", "/users?per_page=30&page=2", ""},
		{"GET", "/users/cometchat-uid-2", ""},
		{"GET", "/users/cometchat-uid-2/conversation", ""},
		{"GET", "/users/cometchat-uid-2/messages?per_page=30&hideReplies=true&hideDeleted=1&affix=prepend" +
			"&categories=message,action,call,custom,card,agentic&types=text,image,video,file,audio,groupMember,meeting,card,assistant," +
			"run_started,extension_poll,extension_sticker,extension_document,extension_whiteboard&withThreadSubscribed=true", ""},
		{"GET", "/users/cometchat-uid-2/messages?per_page=30&hideReplies=true&affix=prepend&categories=message,interactive,agentic," +
			"card,action&types=text,image,audio,video,file,groupMember,form,scheduler,card,assistant,card", ""},
		{"POST", "/users/cometchat-uid-2/conversation/read", ""},
	} {
		if got := a.send(c.method, "/v3.0"+c.path, c.body, "authtoken", session.Data.AuthToken); got.status != 200 {
			t.Errorf("%s %s: %d %s", c.method, c.path, got.status, got.text)
		}
	}
}

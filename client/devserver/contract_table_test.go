package devserver

// notServed lists the operations the server leaves out; it answers them as
// unknown endpoints.
var notServed = map[string]string{
	"GET /roles/{role}/permissions":                 "permissions concern no user",
	"PUT /roles/{role}/permissions":                 "permissions concern no user",
	"DELETE /roles/{role}/permissions/{permission}": "permissions concern no user",
	"GET /roles/{role}/restrictedfeatures":          "superseded by permissions",
	"POST /roles/{role}/restrictedfeatures":         "superseded by permissions",
	"DELETE /roles/{role}/restrictedfeatures":       "superseded by permissions",
}

// Reasons why an answer may have a member that the document does not show
// there.
const (
	asRequested  = "a published field of the request, shown in no answer"
	cursorBeside = "the example has the cursor next to meta, the recorded service has it inside"
	bucketLeft   = "the schema names one of the three lists of uids only, and for reactivation not the one it means"
	softDelete   = "the example shows permanent deletion only"
	timeLeft     = "a moment the example's object does not have, shown elsewhere"
	otherSide    = "shown for the block by the user only, not for the one by the other"
	itemFailed   = "the example shows success only"
)

// slips lists, by operation, the members that are missing from the document's
// examples and schemas although the rest of the document or the recorded
// service has them. The contents of such a member are not checked.
var slips = map[string]string{
	"POST /users .data.statusMessage":                          asRequested,
	"PUT /users/{uid} .data.statusMessage":                     asRequested,
	"GET /users/{uid} .data.statusMessage":                     asRequested,
	"GET /users/{uid} .data.metadata":                          asRequested,
	"GET /users/{uid} .data.updatedAt":                         timeLeft,
	"GET /users .data[].statusMessage":                         asRequested,
	"GET /users .data[].lastActiveAt":                          timeLeft,
	"GET /users .meta.cursor":                                  cursorBeside,
	"DELETE /users .data.alreadyDeactivatedUids":               bucketLeft,
	"DELETE /users .data.notFound":                             bucketLeft,
	"PUT /users .data.reactivatedUids":                         bucketLeft,
	"PUT /users .data.notFound":                                bucketLeft,
	"DELETE /users/{uid} .data.deactivatedUids":                softDelete,
	"PUT /users/{uid}/auth_tokens/{authToken} .data.platform":  asRequested,
	"PUT /users/{uid}/auth_tokens/{authToken} .data.userAgent": asRequested,
	"PUT /users/{uid}/auth_tokens/{authToken} .data.appInfo":   asRequested,
	"GET /users/{uid}/auth_tokens/{authToken} .data.platform":  asRequested,
	"GET /users/{uid}/auth_tokens/{authToken} .data.userAgent": asRequested,
	"GET /users/{uid}/auth_tokens/{authToken} .data.appInfo":   asRequested,
	"GET /users/{uid}/friends .data[].hasBlockedMe":            otherSide,
	"GET /users/{uid}/friends .data[].hasBlockedMeAt":          otherSide,
	"GET /users/{uid}/blockedusers .data[].hasBlockedMe":       otherSide,
	"GET /users/{uid}/blockedusers .data[].hasBlockedMeAt":     otherSide,
	"GET /users .data[].tags":                                  asRequested,
	"POST /data_import/users .data.*.data.tags":                asRequested,
	"POST /data_import/users .data.*.data.deactivatedAt":       asRequested,
	"POST /data_import/users .data.*.error":                    itemFailed,
	"PUT /roles/{role} .data.updatedAt":                        timeLeft,
	"GET /roles/{role} .data.updatedAt":                        timeLeft,
}

// requestSlips lists the operations whose published example violates their
// published schema.
var requestSlips = map[string]string{
	"POST /data_import/users": "the wrapper of the users is said to require a member uid of its own",
}

// step is one request of the contract test: an operation of the document, the
// values for the names in its path, and the rest.
type step struct {
	operation string
	in        map[string]string
	query     string
	body      string
}

// contractSteps requests every served operation with everything the document
// publishes for it.
func contractSteps(one, other map[string]string, token, spare, key string) []step {
	tokenOf := func(token string) map[string]string {
		return map[string]string{"uid": "cometchat-uid-1", "authToken": token}
	}
	aKey, role := map[string]string{"apiKey": key}, map[string]string{"role": "made"}
	return []step{
		{"POST /users", nil, "", `{"uid":"made","name":"Made","avatar":"https://x.example","link":"https://x.example","role":"vip",
			"statusMessage":"s","metadata":{"@private":{"email":"e@x.example","contactNumber":"1"}},"tags":["t"],"withAuthToken":true}`},
		{"GET /users", nil, "?searchKey=ma&searchIn=name&searchIn=uid&status=offline&count=true&perPage=5&page=1&withTags=true", ""},
		{"GET /users", nil, "?role=vip", ""},
		{"GET /users", nil, "?roles=vip&roles=default&tags=red,blue&withDeactivated=true", ""},
		{"GET /users", nil, "?onlyDeactivated=true", ""},
		{"PUT /users/{uid}", map[string]string{"uid": "made"}, "", `{"name":"M","tags":["u"],"unset":["avatar"]}`},
		{"GET /users/{uid}", map[string]string{"uid": "made"}, "", ""},
		{"DELETE /users", nil, "", `{"uidsToDeactivate":["made","nobody"]}`},
		{"DELETE /users", nil, "", `{"uidsToDeactivate":["made"]}`},
		{"PUT /users", nil, "", `{"uidsToActivate":["made","cometchat-uid-1","nobody"]}`},
		{"DELETE /users/{uid}", map[string]string{"uid": "made"}, "", `{"permanent":false}`},
		{"DELETE /users/{uid}", map[string]string{"uid": "made"}, "", `{"permanent":true}`},
		{"POST /users/{uid}/auth_tokens", one, "", `{"force":true}`},
		{"PUT /users/{uid}/auth_tokens/{authToken}", tokenOf(token), "", `{"platform":"web","userAgent":"u","appInfo":{"v":"1"}}`},
		{"GET /users/{uid}/auth_tokens/{authToken}", tokenOf(token), "", ""},
		{"GET /users/{uid}/auth_tokens", one, "?perPage=2&page=1", ""},
		{"DELETE /users/{uid}/auth_tokens/{authToken}", tokenOf(spare), "", ""},
		{"DELETE /users/{uid}/auth_tokens", one, "", ""},
		{"POST /users/{uid}/friends", one, "", `{"accepted":["cometchat-uid-2","cometchat-uid-3","nobody"]}`},
		{"POST /users/{uid}/blockedusers", one, "", `{"blockedUids":["cometchat-uid-2","nobody"]}`},
		{"POST /users/{uid}/blockedusers", other, "", `{"blockedUids":["cometchat-uid-1"]}`},
		{"GET /users/{uid}/friends", one, "?searchKey=g&perPage=1&page=1", ""},
		{"GET /users/{uid}/blockedusers", one, "?perPage=1&page=1", ""},
		{"DELETE /users/{uid}/blockedusers", one, "", `{"blockedUids":["cometchat-uid-2"]}`},
		{"DELETE /users/{uid}/friends", one, "", `{"friends":["cometchat-uid-2"]}`},
		{"POST /roles", nil, "", `{"role":"made","name":"Made","description":"d","metadata":{"email":"e"},"settings":{"listUsers":"all","sendMessagesTo":"friendsOnly"}}`},
		{"GET /roles", nil, "?perPage=50&page=1", ""},
		{"PUT /roles/{role}", role, "", `{"name":"M","unset":["description"]}`},
		{"GET /roles/{role}", role, "", ""},
		{"DELETE /roles/{role}", role, "", ""},
		{"POST /apikeys", nil, "", `{"name":"Another","scope":"authOnly"}`},
		{"GET /apikeys", nil, "?scope=authOnly&searchKey=c", ""},
		{"GET /apikeys/{apiKey}", aKey, "", ""},
		{"PUT /apikeys/{apiKey}", aKey, "", `{"name":"Renamed","scope":"fullAccess"}`},
		{"DELETE /apikeys/{apiKey}", aKey, "", ""},
		{"POST /data_import/users", nil, "", `{"users":{"imported":{"uid":"imported","name":"I","createdAt":1600000000,
			"lastActiveAt":1600000000,"deactivatedAt":1600000000,"metadata":{"k":"v"},"tags":["t"]},"bad":{"uid":"bad","name":""}}}`},
	}
}

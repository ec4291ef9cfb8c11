package devserver

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
)

// channel is what a session needs to open a socket: the web token that SDKs
// send since version 3, and a name with a secret for the older ones, which
// speak XMPP. Both are derived from the auth token, so they survive a restart
// and end with the token.
type channel struct{ identity, secret, jwt string }

// newChannel derives the channel of a token. The identity is formatted like the
// user names of the version 2 SDK; the 40 hex digits of the secret and the
// contents of the web token are choices.
func newChannel(appID, uid, token string) *channel {
	key := digest(token)
	return &channel{
		identity: "[" + appID + "]" + uid,
		secret:   hex.EncodeToString(sign(key, "wsChannel"))[:40],
		jwt:      newJWT(key, appID, uid),
	}
}

func (c *channel) json() []byte {
	var o object
	o.text("identity", c.identity)
	o.text("secret", c.secret)
	return o.end()
}

func sign(key []byte, text string) []byte {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte(text)) // never fails
	return mac.Sum(nil)
}

var base64url = base64.RawURLEncoding

// newJWT makes a JSON Web Token that identifies the holder of the auth token
// without revealing it.
func newJWT(key []byte, appID, uid string) string {
	var payload object
	payload.text("appId", appID)
	payload.text("sub", uid)
	text := base64url.EncodeToString([]byte(`{"alg":"HS256","typ":"JWT"}`)) + "." + base64url.EncodeToString(payload.end())
	return text + "." + base64url.EncodeToString(sign(key, text))
}

// jwtSubject is the user a web token names, or empty if it is not a web token.
func jwtSubject(jwt string) string {
	parts := strings.Split(jwt, ".")
	if len(parts) != 3 {
		return ""
	}
	text, err := base64url.DecodeString(parts[1])
	var payload map[string]any
	if err != nil || json.Unmarshal(text, &payload) != nil {
		return ""
	}
	uid, _ := payload["sub"].(string)
	return uid
}

// jwtOwner finds the session a web token was made for, or returns errNoToken. A
// user has at most a hundred auth tokens, and each yields a different web
// token.
func jwtOwner(ctx context.Context, q queryer, appID, jwt string) (r record, token string, err error) {
	r, err = activeUser(ctx, q, jwtSubject(jwt), nobody)
	if errors.Is(err, errNoUser) {
		return record{}, "", errNoToken
	}
	if err != nil {
		return record{}, "", err
	}
	tokens, err := collect(ctx, q, func(row scanner) (token string, err error) {
		err = row.Scan(&token)
		return token, err
	}, "SELECT auth_token FROM auth_tokens WHERE user_id = ?", r.id)
	if err != nil {
		return record{}, "", fmt.Errorf("read auth tokens: %w", err)
	}
	for _, token := range tokens {
		if hmac.Equal([]byte(newJWT(digest(token), appID, r.UID)), []byte(jwt)) {
			return r, token, nil
		}
	}
	return record{}, "", errNoToken
}

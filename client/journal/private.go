package journal

import (
	"bytes"
	"encoding/json"

	"census/model"
)

// withoutPrivate leaves the values under @private out of a change, and says
// whether they were part of it.
func withoutPrivate(c Change) (Change, Private) {
	before, beforeHidden := c.Operation.Before.Metadata.WithoutPrivate()
	after, afterHidden := c.Operation.After.Metadata.WithoutPrivate()
	if beforeHidden == 0 && afterHidden == 0 {
		return c, PrivateKept
	}
	private := PrivateOmitted
	if privatePartDiffers(c.Operation.Before.Metadata, c.Operation.After.Metadata) {
		private = PrivateLost
	}
	c.Operation.Before.Metadata, c.Operation.After.Metadata = before, after
	c.Request.Body = bodyWithoutPrivate(c.Request.Body)
	return c, private
}

func privatePartDiffers(before, after model.Metadata) bool {
	for _, change := range model.DiffMetadata(before, after) {
		if len(change.Path) == 0 || change.Path[0] == model.PrivateKey {
			return true
		}
	}
	return false
}

// bodyWithoutPrivate keeps a request's body as it is but for that part. The text
// of an object cannot occur inside of a JSON string, whose quotes are escaped,
// so the first place where it stands is the member itself.
func bodyWithoutPrivate(body []byte) []byte {
	var members struct {
		Metadata json.RawMessage `json:"metadata"`
	}
	if json.Unmarshal(body, &members) != nil {
		return body
	}
	shown, hidden := model.Metadata(members.Metadata).WithoutPrivate()
	if hidden == 0 {
		return body
	}
	return bytes.Replace(body, members.Metadata, shown, 1)
}

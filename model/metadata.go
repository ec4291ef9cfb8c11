package model

import (
	"bytes"
	"encoding/json"
)

// Metadata is the raw JSON text of a user's metadata. If empty, the user has
// none, which differs from the empty object {}.
type Metadata []byte

// PrivateKey is the metadata key whose value only the user and admin calls can
// see; screens show it folded.
const PrivateKey = "@private"

// The limits of metadata. The hard one is published on the page "properties and
// constraints"; an older users page says 1.6K characters, hence the warning.
const (
	MetadataMaxBytes  = 5 * 1024
	MetadataWarnBytes = 1600
)

// Compact returns the text without insignificant white space, but otherwise
// verbatim. Text that is not JSON is returned unchanged.
func (m Metadata) Compact() Metadata {
	var b bytes.Buffer
	if json.Compact(&b, m) != nil {
		return m
	}
	return b.Bytes()
}

// Equal reports whether two texts differ only in white space.
func (m Metadata) Equal(o Metadata) bool {
	return bytes.Equal(m, o) || bytes.Equal(m.Compact(), o.Compact())
}

// Size is the number of bytes the service would count: the length of the
// compact text.
func (m Metadata) Size() int { return len(m.Compact()) }

// WithoutPrivate returns the text without its top-level @private member, and
// how many keys that member had (0 if there was none). It is for display, never
// for sending.
func (m Metadata) WithoutPrivate() (shown Metadata, hidden int) {
	o, ok := parseObject(m)
	private := o.values[PrivateKey]
	if !ok || private == nil {
		return m, 0
	}
	o.remove(PrivateKey)
	inside, _ := parseObject(private)
	return Metadata(o.text()), max(1, len(inside.keys))
}

// FoldPrivate returns the text with each value under @private, at the top level
// or inside metadata, replaced by …, and whether there was any. It is for
// displaying a request's body, never for sending.
func (m Metadata) FoldPrivate() (shown Metadata, folded bool) {
	o, ok := parseObject(m)
	if !ok {
		return m, false
	}
	folded = o.foldPrivate()
	if inside, ok := parseObject(o.values[string(KeyMetadata)]); ok && inside.foldPrivate() {
		o.values[string(KeyMetadata)], folded = inside.text(), true
	}
	if !folded {
		return m, false
	}
	return Metadata(o.text()), true
}

func (o *jsonObject) foldPrivate() (folded bool) {
	if _, folded = o.values[PrivateKey]; folded {
		o.values[PrivateKey] = []byte(`"…"`)
	}
	return folded
}

package devserver

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxKeyName is the published limit for a key's name, in characters. An older
// page says 50.
const maxKeyName = 100

// listKeys answers GET /apikeys. Matching searchKey against the start of the
// name, ignoring case as for users, is a choice. An unknown scope matches no
// key, as the service's testers found.
func (s *Server) listKeys(c *call) ([]byte, error) {
	q := readQuery(c.URL.RawQuery)
	var p problems
	at := readPaging(&p, q)
	if err := p.err(); err != nil {
		return nil, err
	}
	keys, err := apiKeys(c.Context(), s.store.reader)
	if err != nil {
		return nil, err
	}
	wanted, prefix := q.text("scope"), searchKey(q.text("searchKey"))
	keys = slices.DeleteFunc(keys, func(k apiKey) bool {
		return wanted != "" && string(k.scope) != wanted || !strings.HasPrefix(searchKey(k.name), prefix)
	})
	total, from := len(keys), min(at.offset(), len(keys))
	keys = keys[from:min(from+at.perPage, len(keys))]
	items := make([][]byte, len(keys))
	for i, k := range keys {
		items[i] = keyJSON(k)
	}
	return list(items, at.counted(len(items), total), 0), nil
}

// showKey answers GET /apikeys/{apiKey}.
func (s *Server) showKey(c *call) ([]byte, error) {
	k, err := keyOf(c, s.store.reader)
	if err != nil {
		return nil, err
	}
	return data(keyJSON(k)), nil
}

// keyOf reads the key named in the path.
func keyOf(c *call, q queryer) (apiKey, error) {
	key := c.PathValue("apiKey")
	k, err := findKey(c.Context(), q, key)
	if errors.Is(err, errNoKey) {
		return apiKey{}, noSuchKey(key)
	}
	return k, err
}

// otherKeyOf is keyOf for changes: as published, a key may not change itself.
func otherKeyOf(c *call, q queryer) (apiKey, error) {
	k, err := keyOf(c, q)
	if err == nil && k.key == c.key {
		return apiKey{}, noSelfAction(k.key)
	}
	return k, err
}

// createKey answers POST /apikeys. The documents call authOnly the default
// scope and also call the scope required; the service's testers saw a blank one
// refused.
func (s *Server) createKey(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var p problems
	k := b.keyFields(&p, apiKey{key: randomHex(40), createdAt: c.now})
	for _, name := range []string{"name", "scope"} {
		if !b.has(name) {
			p.add(name, "The %s field is required.", name)
		}
	}
	if err := p.err(); err != nil {
		return nil, err
	}
	err = s.store.write(c.Context(), func(tx *transaction) error {
		if err := keyNameIsFree(c, tx, k); err != nil {
			return err
		}
		return insertKey(c.Context(), tx, k)
	})
	if err != nil {
		return nil, err
	}
	return data(keyJSON(k)), nil
}

// updateKey answers PUT /apikeys/{apiKey}.
func (s *Server) updateKey(c *call) ([]byte, error) {
	b, err := readBody(c.Request)
	if err != nil {
		return nil, err
	}
	var k apiKey
	err = s.store.write(c.Context(), func(tx *transaction) (err error) {
		if k, err = otherKeyOf(c, tx); err != nil {
			return err
		}
		var p problems
		k = b.keyFields(&p, k)
		if err := p.err(); err != nil {
			return err
		}
		if err := keyNameIsFree(c, tx, k); err != nil {
			return err
		}
		return updateKey(c.Context(), tx, k)
	})
	if err != nil {
		return nil, err
	}
	return data(keyJSON(k)), nil
}

// deleteKey answers DELETE /apikeys/{apiKey}.
func (s *Server) deleteKey(c *call) ([]byte, error) {
	var k apiKey
	err := s.store.write(c.Context(), func(tx *transaction) (err error) {
		if k, err = otherKeyOf(c, tx); err != nil {
			return err
		}
		return deleteKey(c.Context(), tx, k.key)
	})
	if err != nil {
		return nil, err
	}
	return done(fmt.Sprintf("The Api Key %s has been deleted successfully.", k.key)), nil
}

// keyFields reads the editable fields of a key; fields that were not sent keep
// the values of k.
func (b body) keyFields(p *problems, k apiKey) apiKey {
	if name, ok := b.text(p, "name"); ok {
		k.name = strings.TrimSpace(name)
		checkLength(p, "name", k.name, maxKeyName)
		if k.name == "" {
			p.add("name", "The name field is required.")
		}
	}
	if text, ok := b.text(p, "scope"); ok {
		switch k.scope = scope(text); k.scope {
		case scopeAuthOnly, scopeFullAccess:
		case "":
			p.add("scope", "The scope field is required.")
		default:
			p.add("scope", "The selected scope is invalid.")
		}
	}
	return k
}

// keyNameIsFree refuses a name that is taken, and one key too many. The limit
// is published; the answer to exceeding it is not.
func keyNameIsFree(c *call, tx *transaction, k apiKey) error {
	keys, err := apiKeys(c.Context(), tx)
	if err != nil {
		return err
	}
	others := slices.DeleteFunc(keys, func(other apiKey) bool { return other.key == k.key })
	if slices.ContainsFunc(others, func(other apiKey) bool { return other.name == k.name }) {
		return badRequest("name", "The name has already been taken.")
	}
	if len(others) >= maxKeys {
		return badRequest("name", "The app may not have more than %d keys.", maxKeys)
	}
	return nil
}

func keyJSON(k apiKey) []byte {
	var o object
	o.text("apiKey", k.key)
	o.text("name", k.name)
	o.text("scope", string(k.scope))
	o.number("createdAt", int64(k.createdAt))
	return o.end()
}

package devserver

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
	"slices"
	"strings"

	"census/model"
)

// maxSeedLine is how long a line of a seed file may be, in bytes.
const maxSeedLine = 1 << 20

// seedFile is an export to fill a new database from: one user a line, a JSON object
// with the members that GET /users answers with. It is read once.
type seedFile struct {
	name  string
	now   model.UnixTime
	roles map[string]bool // that users have
}

// users reads the users one after the other, and ends with the first error.
func (f *seedFile) users() iter.Seq2[model.User, error] {
	return func(yield func(model.User, error) bool) {
		file, err := os.Open(f.name)
		if err != nil {
			yield(model.User{}, err) // which names the file
			return
		}
		defer func() { _ = file.Close() }() // nothing was written
		for u, err := range f.usersOf(file) {
			if err != nil {
				err = fmt.Errorf("%s: %w", f.name, err)
			}
			if !yield(u, err) || err != nil {
				return
			}
		}
	}
}

func (f *seedFile) usersOf(text io.Reader) iter.Seq2[model.User, error] {
	return func(yield func(model.User, error) bool) {
		f.roles = map[string]bool{}
		lines := bufio.NewScanner(text)
		lines.Buffer(nil, maxSeedLine)
		met := map[string]int{} // the line of each uid
		number := 0
		for lines.Scan() {
			number++
			line := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
			if line == "" {
				continue
			}
			u, isUser, err := f.user(line)
			if isUser && err == nil {
				if before := met[u.UID]; before > 0 {
					err = fmt.Errorf("the user of line %d once more", before)
				}
				met[u.UID] = number
				f.roles[u.Role] = true
			}
			if err != nil {
				err = fmt.Errorf("line %d: %w", number, err)
			}
			if (isUser || err != nil) && !yield(u, err) {
				return
			}
		}
		if err := lines.Err(); err != nil {
			yield(model.User{}, fmt.Errorf("line %d: %w", number+1, err))
		}
	}
}

// user reads a line. One that begins an export, with a member $census, is none.
// Rules are those of creating a user, with what only the service sets beside; what
// is not a user's own, such as blocks and tokens, is passed over.
func (f *seedFile) user(line string) (u model.User, isUser bool, err error) {
	var b body
	if json.Unmarshal([]byte(line), &b) != nil || b == nil {
		return u, true, errors.New("it is not a JSON object")
	}
	if b.has("$census") {
		return u, false, nil
	}
	var p problems
	u = model.User{UID: b.newUID(&p), Role: model.DefaultRole, Status: model.StatusOffline, CreatedAt: f.now}
	for name, raw := range b { // an export may hold fields that are empty
		if string(raw) == `""` || string(raw) == "[]" || string(raw) == "{}" {
			delete(b, name)
		}
	}
	u = b.patch(&p, true).Apply(u)
	b.moments(&p, &u)
	b.moment(&p, "updatedAt", &u.UpdatedAt)
	if status, ok := b.text(&p, "status"); ok && model.Status(status).Online() {
		u.Status = model.StatusAvailable
	}
	if model.Clean(u.Role) != u.Role {
		p.add("role", "The role may not contain control characters.")
	}
	if len(p) == 0 {
		return u, true, nil
	}
	return u, true, errors.New(model.Clean(p[0].message))
}

// insertMissingRoles gives the app the roles that its users have, by their slugs.
func insertMissingRoles(ctx context.Context, tx *transaction, slugs map[string]bool, now model.UnixTime) error {
	wanted := make([]string, 0, len(slugs))
	for slug := range slugs {
		wanted = append(wanted, slug)
	}
	slices.Sort(wanted)
	for _, slug := range wanted {
		switch err := roleExists(ctx, tx, slug); {
		case err == nil:
			continue
		case !errors.Is(err, errNoRole):
			return err
		}
		if err := insertRole(ctx, tx, role{Role: model.Role{Slug: slug, Name: slug}, createdAt: now}); err != nil {
			return err
		}
	}
	n, err := countRoles(ctx, tx)
	if err == nil && n > maxRoles {
		err = fmt.Errorf("with those of its users the app has %d roles, and may have %d", n, maxRoles)
	}
	return err
}

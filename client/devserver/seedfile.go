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

// maxSeedLine limits a line of a seed file, in bytes.
const maxSeedLine = 1 << 20

// seedFile is an export that fills a new database: one user per line, as a JSON
// object with the members that GET /users returns. It is read once.
type seedFile struct {
	name  string
	now   model.UnixTime
	roles map[string]bool // roles the users have
}

// all yields the users one by one and stops at the first error.
func (f *seedFile) all() iter.Seq2[model.User, error] {
	return func(yield func(model.User, error) bool) {
		file, err := os.Open(f.name)
		if err != nil {
			yield(model.User{}, err) // names the file
			return
		}
		defer func() { _ = file.Close() }() // only read
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

func (f *seedFile) total() (n int, known bool) { return 0, false }

func (f *seedFile) complete(ctx context.Context, tx *transaction) error {
	return insertMissingRoles(ctx, tx, f.roles, f.now)
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
					err = fmt.Errorf("duplicate of the user in line %d", before)
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

// user reads a line. A line with a member $census is an export's header, not a
// user. The rules are those for creating a user, plus the fields that only the
// service sets; whatever is not the user's own data, such as blocks and tokens,
// is skipped.
func (f *seedFile) user(line string) (u model.User, isUser bool, err error) {
	var b body
	if json.Unmarshal([]byte(line), &b) != nil || b == nil {
		return u, true, errors.New("not a JSON object")
	}
	if b.has("$census") {
		return u, false, nil
	}
	var p problems
	u = model.User{UID: b.newUID(&p), Role: model.DefaultRole, Status: model.StatusOffline, CreatedAt: f.now}
	for name, raw := range b { // an export may contain empty fields
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

// insertMissingRoles creates the roles that the users have, named by their
// slugs.
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
		err = fmt.Errorf("the app and its users have %d roles, at most %d are allowed", n, maxRoles)
	}
	return err
}

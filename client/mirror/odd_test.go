package mirror

import (
	"context"
	"testing"

	"census/client"
	"census/model"
)

// A row that cannot be read may be about anybody: nobody is removed, and where it
// stands is told.
func TestARowThatCannotBeReadRemovesNobody(t *testing.T) {
	f := &fake{list: func(_ context.Context, o client.ListOptions) (client.Page, error) {
		p := page(25, 10, o)
		if o.Page == 2 {
			p.LeftOut = []client.LeftOut{{Row: 3, UID: "12", Why: "uid is a number, not a string"}}
			p.Users = append(p.Users[:2:2], p.Users[3:]...)
		}
		return p, nil
	}}
	c := newCrowd(t)
	c.users["u12"] = model.User{UID: "u12"}
	out, err := Fetch(t.Context(), f, c.begin, timed(Options{Workers: 1}))
	if err != nil || out.Settled || out.Gone != 0 || c.ended != 0 || len(c.users) != 25 {
		t.Errorf("%+v, %v, ended %d, %d users", out, err, c.ended, len(c.users))
	}
	if out.Unread != 1 || len(out.LeftOut) != 1 || out.LeftOut[0].Page != 2 || out.LeftOut[0].Row != 3 {
		t.Errorf("left out %+v of %d", out.LeftOut, out.Unread)
	}
}

package changes

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"

	"census/client/journal"
	"census/model"
)

// cutShort is a refusal by the service that is cut off halfway.
func cutShort(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	resp, err := says(http.StatusNotFound, "ERR_UID_NOT_FOUND")(r, next)
	body, _ := io.ReadAll(resp.Body)
	resp.Body = io.NopCloser(strings.NewReader(string(body[:len(body)/2])))
	return resp, err
}

// unwilling is a service that refuses to block an already blocked user; the
// local server accepts that.
func unwilling(r *http.Request, _ http.RoundTripper) (*http.Response, error) {
	return &http.Response{
		StatusCode: http.StatusOK, Header: http.Header{}, Request: r,
		Body: io.NopCloser(strings.NewReader(`{"data":{"bob":{"success":false,"message":"Already blocked."}}}`)),
	}, nil
}

// The first request is carried out but its answer is lost, so the client
// repeats it. Whatever the repetition meets, census's own change is recorded as
// made, and can be undone.
func TestRepeatingAChangeThatWasMade(t *testing.T) {
	for _, action := range []model.Action{model.Deactivate, model.Reactivate, model.Block, model.Unblock} {
		for name, second := range map[string]fault{
			"answered": nil, "cut 404": cutShort, "403 page": unpublished(http.StatusForbidden), "empty 401": says(http.StatusUnauthorized, ""),
			"refused for the user": unwilling,
		} {
			if name == "refused for the user" && !isRelation(action) {
				continue
			}
			p := newTickingService(t).program(t.TempDir(), retrying(func() {}))
			bob := p.bob(t)
			bob = p.prepare(t, action, bob)
			p.wire.meet(lostAfter, second)
			r, err := p.Act(t.Context(), action, bob)
			if e := newest(t, p); err != nil || r.Already || e.Result != journal.Applied {
				t.Errorf("action %d, then %s: %+v, %v, recorded %s", action, name, r, err, e.Result)
				continue
			}
			must(t)(p.Undo(t.Context(), newest(t, p)))
			if now, err := p.find(t.Context(), "bob"); err != nil || !same(now.User, bob) {
				t.Errorf("action %d, then %s: after the undo %+v, %v", action, name, now, err)
			}
		}
	}
}

// prepare puts bob into the state that the action starts from.
func (p *program) prepare(t *testing.T, action model.Action, bob model.User) model.User {
	t.Helper()
	var err error
	switch action {
	case model.Reactivate:
		_, err = p.client.Deactivate(context.Background(), []string{"bob"})
	case model.Unblock:
		_, err = p.client.Block(context.Background(), []string{"bob"})
	}
	if err != nil {
		t.Fatal(err)
	}
	found, err := p.find(t.Context(), "bob")
	if err != nil {
		t.Fatal(err)
	}
	return found.User
}

// Someone reverted it before the repetition; there was nothing left to do, and
// the user is not as wanted.
func TestRepeatingAChangeThatWasReverted(t *testing.T) {
	p := newTickingService(t).program(t.TempDir(), retrying(func() {}))
	bob := p.bob(t)
	p.wire.meet(lostAfter, func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r)
		if _, err := p.client.Reactivate(context.Background(), []string{"bob"}); err != nil {
			t.Error(err)
		}
		return resp, err
	})
	_, err := p.Act(t.Context(), model.Deactivate, bob)
	var lost *LostError
	if e := newest(t, p); !errors.As(err, &lost) || lost.Verdict != NotApplied || e.Result != journal.Failed {
		t.Errorf("%v, recorded %s", err, e.Result)
	}
}

// In a request for several users, each user that the repetition finds already
// done is read back.
func TestRepeatingABatch(t *testing.T) {
	for name, second := range map[string]fault{
		"answered": nil, "cut 404": cutShort, "403 page": unpublished(http.StatusForbidden), "empty 401": says(http.StatusUnauthorized, ""),
	} {
		p := newTickingService(t).program(t.TempDir(), retrying(func() {}))
		p.create(t, numbered(30))
		p.wire.meet(lostAfter, second)
		results, err := p.ActAll(t.Context(), model.Deactivate, numbered(30), nil)
		if err != nil || !isAll(results, Changed) || !results[0].ReadBack || results[29].ReadBack {
			t.Errorf("%s: %v, %v", name, fates(results), err)
		}
		checkHeld(t, p, results)
		checkRecorded(t, p, results)
		for _, e := range p.entries(t) {
			if e.Result != journal.Applied {
				t.Fatalf("%s: recorded %s", name, e.Result)
			}
		}
		must(t)(p.Undo(t.Context(), newest(t, p)))
	}
}

package changes

import (
	"bufio"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"testing"

	"census/client"
	"census/client/devserver"
	"census/client/journal"
	"census/model"
)

// lossy is a change for the tests of lost answers: what it does, and what can
// be seen of it on the service.
type lossy struct {
	name string
	do   func(context.Context, *program, model.User) (Result, error)
	seen func(*testing.T, *program) bool
}

func active(t *testing.T, p *program) (u model.User, ok bool) {
	t.Helper()
	u, err := p.client.User(t.Context(), "bob")
	if err != nil && !errors.Is(err, client.ErrNotFound) {
		t.Fatal(err)
	}
	return u, err == nil
}

var lossyChanges = []lossy{
	{"update", func(ctx context.Context, p *program, bob model.User) (Result, error) {
		return p.Update(ctx, Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")})
	}, func(t *testing.T, p *program) bool { u, _ := active(t, p); return u.Name == "Robert" }},
	{"deactivate", func(ctx context.Context, p *program, bob model.User) (Result, error) {
		return p.Act(ctx, model.Deactivate, bob)
	}, func(t *testing.T, p *program) bool { _, ok := active(t, p); return !ok }},
	{"delete", func(ctx context.Context, p *program, bob model.User) (Result, error) {
		return p.Act(ctx, model.Delete, bob)
	}, func(t *testing.T, p *program) bool { _, ok := active(t, p); return !ok }},
	{"block", func(ctx context.Context, p *program, bob model.User) (Result, error) {
		return p.Act(ctx, model.Block, bob)
	}, func(t *testing.T, p *program) bool { u, _ := active(t, p); return u.BlockedByMe }},
}

// After a lost answer the user is read back, so what is reported and recorded
// is what the service has.
func TestLostAnswerIsReadBack(t *testing.T) {
	for _, c := range lossyChanges {
		p := newService(t).program(t.TempDir())
		bob := p.bob(t)
		p.wire.fail(lostBefore, nil)
		_, err := c.do(t.Context(), p, bob)
		var lost *LostError
		if !errors.As(err, &lost) || lost.Verdict != NotApplied || c.seen(t, p) {
			t.Errorf("%s, lost on the way: %v", c.name, err)
		}
		if e := newest(t, p); e.Result != journal.Failed {
			t.Errorf("%s, lost on the way: recorded %s", c.name, e.Result)
		}

		p.wire.fail(lostAfter, nil)
		r, err := c.do(t.Context(), p, bob)
		if err != nil || !r.ReadBack || !c.seen(t, p) {
			t.Errorf("%s, answer lost: %+v, %v", c.name, r, err)
		}
		if e := newest(t, p); e.Result != journal.Applied || e.Error == "" {
			t.Errorf("%s, answer lost: recorded %s", c.name, e.Result)
		}
	}
}

// A change that nobody waits for may still be made after reading shows the old
// values. It stays open until a later reading decides.
func TestAChangeThatIsGivenUpMayStillBeMade(t *testing.T) {
	create := lossy{"create", func(ctx context.Context, p *program, _ model.User) (Result, error) {
		return p.Create(ctx, model.User{UID: "new", Name: "New"})
	}, func(t *testing.T, p *program) bool { _, err := p.client.User(t.Context(), "new"); return err == nil }}
	for _, c := range append([]lossy{create}, lossyChanges...) {
		for _, isCancelled := range []bool{true, false} {
			p := newService(t).program(t.TempDir())
			bob := p.bob(t)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			later := func() {}
			p.wire.fail(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
				body, err := io.ReadAll(r.Body)
				if err != nil {
					t.Error(err)
				}
				later = func() {
					again := r.Clone(t.Context())
					again.Body = io.NopCloser(strings.NewReader(string(body)))
					_, _ = lostAfter(again, next)
				}
				if isCancelled {
					cancel()
					return nil, context.Canceled
				}
				return unpublished(http.StatusGatewayTimeout)(r, next)
			}, nil)
			_, err := c.do(ctx, p, bob)
			var lost *LostError
			if !errors.As(err, &lost) || lost.Verdict != NotYet || !errors.Is(err, client.ErrOutcomeUnknown) || c.seen(t, p) {
				t.Errorf("%s, cancelled %v: %v", c.name, isCancelled, err)
			}
			if e := newest(t, p); e.Result != journal.Unknown {
				t.Errorf("%s, cancelled %v: recorded %s", c.name, isCancelled, e.Result)
			}
			later()
			all, err := p.Recover(t.Context())
			if err != nil || len(all) != 1 || all[0].Verdict != Applied || !c.seen(t, p) {
				t.Errorf("%s, cancelled %v, made later: %+v, %v", c.name, isCancelled, all, err)
			}
			if e := newest(t, p); e.Result != journal.Applied {
				t.Errorf("%s, cancelled %v, made later: recorded %s", c.name, isCancelled, e.Result)
			}
		}
	}
}

func TestLostCreate(t *testing.T) {
	u := model.User{UID: "New", Name: "New", Tags: []string{"x"}}
	p := newService(t).program(t.TempDir())
	p.wire.fail(lostBefore, nil)
	if _, err := p.Create(t.Context(), u); err == nil || errors.Is(err, client.ErrOutcomeUnknown) {
		t.Errorf("lost on the way: %v", err)
	}
	if e := newest(t, p); e.Result != journal.Failed {
		t.Errorf("recorded %+v", e)
	}
	// Both the answer and the client's own reading are lost.
	ctx, cancel := context.WithCancel(t.Context())
	p.wire.fail(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		defer cancel()
		return lostAfter(r, next)
	}, nil)
	r, err := p.Create(ctx, u)
	if err != nil || !r.ReadBack || r.User.CreatedAt.IsZero() {
		t.Errorf("cancelled: %+v, %v", r, err)
	}
	if e := newest(t, p); e.Result != journal.Applied || e.Operation.After.CreatedAt.IsZero() {
		t.Errorf("recorded %+v", e)
	}
}

// Cancelling loses the answer; the reading continues without the caller's
// context.
func TestCancelledChangeIsReadBack(t *testing.T) {
	p := newService(t).program(t.TempDir())
	bob := p.bob(t)
	ctx, cancel := context.WithCancel(t.Context())
	p.wire.fail(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		resp, err := next.RoundTrip(r.WithContext(context.WithoutCancel(r.Context())))
		cancel()
		_ = resp.Body.Close()
		return nil, errors.Join(err, context.Canceled)
	}, nil)
	r, err := p.Update(ctx, Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")})
	if err != nil || !r.ReadBack || r.User.Name != "Robert" {
		t.Errorf("%+v, %v", r, err)
	}
	if _, err := p.Update(ctx, Edit{Base: bob, Mine: with(bob, model.KeyName, "R")}); !errors.Is(err, context.Canceled) {
		t.Errorf("with an ended context: %v", err)
	}
	if len(p.entries(t)) != 1 {
		t.Errorf("what was never sent is recorded: %+v", p.entries(t)[0])
	}
}

func TestUnreadableOutcomeStaysUnknownUntilItIsRecovered(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	bob := p.bob(t)
	silent := func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		p.wire.fail(nil, lostBefore) // the reading that follows is lost too
		return lostAfter(r, next)
	}
	p.wire.fail(silent, nil)
	_, err := p.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")})
	var lost *LostError
	if !errors.As(err, &lost) || lost.Verdict != Unread || !errors.Is(err, client.ErrOutcomeUnknown) || newest(t, p).Result != journal.Unknown {
		t.Fatalf("%v, %+v", err, newest(t, p))
	}
	p.wire.fail(nil, lostBefore)
	if all, err := p.Recover(t.Context()); err != nil || len(all) != 1 || all[0].Verdict != Unread || all[0].Err == nil || newest(t, p).Result != journal.Unknown {
		t.Errorf("while nothing can be read: %+v, %v", all, err)
	}
	if all, err := p.Recover(t.Context()); err != nil || len(all) != 1 || all[0].Verdict != Applied || all[0].Err != nil {
		t.Errorf("%+v, %v", all, err)
	}
	if e := newest(t, p); e.Result != journal.Applied || e.Operation.After.Name != "Robert" {
		t.Errorf("%+v", e)
	}
	if all, err := p.Recover(t.Context()); err != nil || len(all) != 0 {
		t.Errorf("recovered twice: %+v, %v", all, err)
	}
}

// What one credential cannot see stays open for one that can.
func TestRecoverLeavesUndecidedChangesOpen(t *testing.T) {
	s := newService(t)
	dir := t.TempDir()
	p := s.program(dir)
	bob := p.bob(t)
	p.wire.fail(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		p.wire.fail(nil, lostBefore)
		return lostAfter(r, next)
	}, nil)
	if _, err := p.Act(t.Context(), model.Deactivate, bob); err == nil {
		t.Fatal("no answer came, and it is a success")
	}
	session := s.program(dir, s.withAuthKey, func(cfg *client.Config) { cfg.Token, _ = s.server.AuthToken(t.Context(), me) })
	before := files(t, dir)
	all, err := session.Recover(t.Context())
	if err != nil || len(all) != 1 || all[0].Verdict != Unread || all[0].Found.State != Missing || all[0].Err == nil {
		t.Errorf("%+v, %v", all, err)
	}
	if files(t, dir) != before {
		t.Error("what cannot be told was recorded")
	}
	if all, err := p.Recover(t.Context()); err != nil || len(all) != 1 || all[0].Verdict != Applied {
		t.Errorf("%+v, %v", all, err)
	}
}

// A change that was made, but whose result could not be read.
func TestAChangeWhoseResultCannotBeRead(t *testing.T) {
	s := newService(t)
	p := s.program(t.TempDir())
	bob := p.bob(t)
	w := New(Options{API: halfBlind{p.client}, Journal: p.journal, Profile: "work"})
	r, err := w.Update(t.Context(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Robert")})
	if err != nil || r.User.Name != "Robert" || len(r.Unchecked) != 0 || newest(t, p).Result != journal.Applied {
		t.Errorf("%+v, %v", r, err)
	}
}

// showing is a service that returns deactivated users like any other.
type showing struct {
	API
	user model.User
}

func (s showing) User(context.Context, string) (model.User, error) { return s.user, nil }

func TestAReadableDeactivatedUserCountsAsDeactivated(t *testing.T) {
	p := newService(t).program(t.TempDir())
	bob := p.bob(t)
	bob.DeactivatedAt = 1
	p.api = showing{p.api, bob}
	if found, err := p.find(t.Context(), "bob"); err != nil || found.State != Deactivated || found.User.UID != "bob" {
		t.Errorf("%+v, %v", found, err)
	}
}

type halfBlind struct{ API }

func (h halfBlind) UpdateUser(ctx context.Context, p model.Patch) (model.User, error) {
	_, err := h.API.UpdateUser(ctx, p)
	return model.User{}, errors.Join(client.ErrResultUnknown, client.ErrUnreachable, err)
}

func TestJudge(t *testing.T) {
	before := withTags(model.User{UID: "u", Name: "a", CreatedAt: 1}, "x")
	after := withTags(with(before, model.KeyName, "b"), "y")
	update := model.Operation{Action: model.Update, Before: before, After: after}
	noTags := after
	noTags.Tags, noTags.TagsKnown = nil, false
	deleted := model.Operation{Action: model.Delete, Before: before}
	again := before
	again.CreatedAt = 2
	create := model.Operation{Action: model.Create, After: model.User{UID: "u", Name: "a"}}
	block := model.Operation{Action: model.Block, Before: before, After: before}
	deactivate := model.Operation{Action: model.Deactivate, Before: before, After: before}
	for i, tt := range []struct {
		op    model.Operation
		state State
		user  model.User
		want  Verdict
	}{
		{update, Active, after, Applied},
		{update, Active, before, NotApplied},
		{update, Active, with(before, model.KeyName, "b"), Different},
		{update, Active, with(after, model.KeyLink, "https://x"), Applied}, // another field
		{update, Active, noTags, Unread},
		{update, Deactivated, after, Applied},
		{update, Absent, model.User{}, Different},
		{update, Missing, model.User{}, Unread},
		{update, Unseen, model.User{}, Unread},
		{deleted, Absent, model.User{}, Applied},
		{deleted, Active, before, NotApplied},
		{deleted, Deactivated, before, NotApplied},
		{deleted, Active, again, Different},
		{create, Absent, model.User{}, NotApplied},
		{create, Missing, model.User{}, Unread},
		{create, Active, withTags(model.User{UID: "u", Name: "a", CreatedAt: 1}), Applied},
		{create, Active, before, Different},
		{deactivate, Deactivated, before, Applied},
		{deactivate, Active, before, NotApplied},
		{deactivate, Absent, model.User{}, Different},
		{block, Active, before, NotApplied},
		{block, Deactivated, before, Different},
		{model.Operation{Action: model.LogInAs}, Active, before, Unread},
	} {
		if got := judge(tt.op, Found{UID: "u", State: tt.state, User: tt.user}); got != tt.want {
			t.Errorf("%d: action %d, state %d: %d, want %d", i, tt.op.Action, tt.state, got, tt.want)
		}
	}
}

// The test binary also acts as a program that is killed during a request.
const (
	helperAddress = "CENSUS_TEST_ADDRESS"
	helperJournal = "CENSUS_TEST_JOURNAL"
	helperKey     = "CENSUS_TEST_KEY"
	helperMany    = "CENSUS_TEST_MANY"
)

func TestMain(m *testing.M) {
	if address := os.Getenv(helperAddress); address != "" {
		if err := helper(address); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	// Every step of the property test waits for the disk. The command line may
	// ask for more.
	_ = flag.Set("rapid.checks", "15")
	os.Exit(m.Run())
}

// helper renames bob, or deactivates the given number of users, through a
// transport that hangs either before or after a request reaches the service,
// and says so. Of several requests it is the second that hangs.
func helper(address string) error {
	stop := func() {
		fmt.Println("stopped")
		_, _ = io.Copy(io.Discard, os.Stdin)
	}
	j := journal.New(os.Getenv(helperJournal), journal.Options{})
	many, _ := strconv.Atoi(os.Getenv(helperMany))
	var sent int
	c, err := client.New(client.Config{
		BaseURL: address, Key: os.Getenv(helperKey), Credential: model.APIKey, Me: me,
		Transport: roundTripper(func(r *http.Request) (*http.Response, error) {
			before := os.Getenv("CENSUS_TEST_STOP") == "before"
			if r.Method != http.MethodGet {
				sent++
			}
			stops := r.Method != http.MethodGet && (many == 0 || sent == 2)
			if stops && before {
				stop()
			}
			resp, err := http.DefaultTransport.RoundTrip(r)
			if stops && !before {
				stop()
			}
			return resp, err
		}),
	})
	if err != nil {
		return err
	}
	w := New(Options{API: c, Journal: j, Profile: "work"})
	if many > 0 {
		_, err := w.ActAll(context.Background(), model.Deactivate, numbered(many), nil)
		return errors.Join(err, errors.New("it was not killed"))
	}
	bob, err := c.User(context.Background(), "bob")
	if err != nil {
		return err
	}
	_, err = w.Update(context.Background(), Edit{Base: bob, Mine: with(bob, model.KeyName, "Killed")})
	return errors.Join(err, errors.New("it was not killed"))
}

type roundTripper func(*http.Request) (*http.Response, error)

func (f roundTripper) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestKilledBetweenIntentAndOutcome(t *testing.T) {
	for stop, want := range map[string]Verdict{"before": NotApplied, "after": Applied} {
		s := newService(t)
		dir := t.TempDir()
		p := s.program(dir)
		p.bob(t)
		kill := startHelper(t, s, dir, stop)
		if all, err := p.Recover(t.Context()); err != nil || len(all) != 0 {
			t.Errorf("%s: what a living program has under way was resolved: %+v, %v", stop, all, err)
		}
		kill()
		tear(t, dir)
		all, err := p.Recover(t.Context())
		if err != nil || len(all) != 1 || all[0].Verdict != want || all[0].Found.State != Active {
			t.Fatalf("%s: %+v, %v", stop, all, err)
		}
		h, err := p.journal.Entries(t.Context(), journal.Filter{})
		if err != nil || len(h.Entries) != 1 || h.Entries[0].Result != want.result() || len(h.Damaged) != 1 {
			t.Errorf("%s: %+v, %v", stop, h, err)
		}
		if name := p.user(t, "bob").Name; (name == "Killed") != (want == Applied) {
			t.Errorf("%s: the user is called %s", stop, name)
		}
		if text := files(t, dir); strings.Contains(text, s.server.Facts().APIKey) {
			t.Errorf("the journal holds the key:\n%s", text)
		}
	}
}

// startHelper returns once the other program's request hangs.
func startHelper(t *testing.T, s service, dir, stop string, env ...string) (kill func()) {
	t.Helper()
	l, err := devserver.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	serve(t, s.server, l)
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), helperAddress+"=http://"+l.Addr().String()+"/v3",
		helperJournal+"="+dir, helperKey+"="+s.server.Facts().APIKey, "CENSUS_TEST_STOP="+stop)
	cmd.Env = append(cmd.Env, env...)
	cmd.Stderr = os.Stderr
	stdin, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if line, err := bufio.NewReader(stdout).ReadString('\n'); err != nil || line != "stopped\n" {
		t.Fatalf("the other program said %q, %v", line, err)
	}
	return func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // killed on purpose
		_ = stdin.Close()
	}
}

func serve(t *testing.T, server *devserver.Server, l net.Listener) {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(ctx, l) }()
	t.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

// tear appends what a program killed in the middle of a write leaves.
func tear(t *testing.T, dir string) {
	t.Helper()
	f, err := os.OpenFile(dir+"/journal-000001.jsonl", os.O_APPEND|os.O_WRONLY, 0)
	if err == nil {
		_, err = f.WriteString(`{"v":1,"event":"outcome","id":"`)
	}
	if err != nil || f.Close() != nil {
		t.Fatal(err)
	}
}

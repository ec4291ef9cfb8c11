package ui

import (
	"context"

	tea "github.com/charmbracelet/bubbletea"

	"census/client/query"
	"census/client/roster"
	"census/model"
	"census/ui/table"
	"census/ui/words"
)

// people are the users that the list is about: it finds those known that match, and
// reads more from the service as long as not all are known, which the mirror says.
type people struct {
	env *env
	ctx context.Context
	finder
	walk   walk
	counts tabCounts
	sort   func() roster.Sort // of the rows
	failed error              // why users were not read
}

func newPeople(ctx context.Context, e *env, t *table.Model, sort func() roster.Sort) people {
	return people{
		env: e, ctx: ctx, sort: sort,
		finder: newFinder(ctx, e.number, t, e.known.Users()),
		walk:   newWalk(ctx, e.begin),
	}
}

// reset is for another session: it shows nobody, and knows no counts.
func (p *people) reset() {
	p.finder.reset(p.env.known.Users())
	p.counts = tabCounts{}
}

// unready is why nothing can be asked of the service yet.
func (p *people) unready() string {
	switch {
	case !p.env.connected:
		return "not connected yet"
	case p.env.session.AskMe:
		return "nobody is logged in"
	}
	return ""
}

// find looks through the users as they are now.
func (p *people) find() tea.Cmd {
	return p.look(among{known: p.env.known, complete: p.env.mirror.complete, sort: p.sort(), asked: p.env.asked()})
}

// follow is for whatever may have changed the users. While the mirror brings
// thousands a second, its own steps say when to catch up.
func (p *people) follow() tea.Cmd {
	if p.env.mirror.holdsBack() {
		return nil
	}
	return p.catchUp()
}

// catchUp looks again when the users are not those that were looked at last.
func (p *people) catchUp() tea.Cmd {
	if !p.isBehind(p.env.known.Users().Version()) {
		return nil
	}
	return p.find()
}

// took shows what was found, and reads on where the cursor is near the end of it.
func (p *people) took(msg foundMsg) tea.Cmd {
	next, isWhole := p.take(msg)
	if !isWhole {
		return next
	}
	p.arrive(p.isReading())
	if p.env.mirror.complete {
		p.counts.know(p.shown.tabs, p.env.known.ListsDeactivated())
	}
	return p.more()
}

// steer is somebody moving the cursor.
func (p *people) steer() {
	p.finder.steer()
	p.walk.ahead = readAhead
}

// move moves the cursor and reads on when it comes near the end.
func (p *people) move(cmd command) tea.Cmd {
	if p.table.Cursor() < 0 {
		return nil
	}
	p.steer()
	p.moveCursor(cmd)
	return p.more()
}

// setFilter shows other users.
func (p *people) setFilter(f filter, parsed query.Query) tea.Cmd {
	if f == p.filter {
		return nil
	}
	p.show(f, parsed)
	return p.find()
}

// switchTab goes to the tab that many to the right, unless the credential can list
// active users only. The service is asked where not all users are known.
func (p *people) switchTab(by int) (nav, tea.Cmd) {
	to := filter{(p.filter.tab + by) % len(tabNames), p.filter.text}
	if v := p.env.may(model.ListDeactivated, model.User{}); !v.Allowed() {
		if p.filter.tab == tabActive {
			return problem("deactivated users cannot be listed: " + v.Reason), nil
		}
		to.tab = tabActive
	}
	cmd := p.setFilter(to, p.parsed)
	if p.env.mirror.complete {
		return nav{}, cmd
	}
	return nav{}, tea.Batch(cmd, p.ask())
}

// current is the user that keys act on: the one under the cursor, unless the
// rows answer an earlier question than the one that was asked last.
func (p *people) current() (model.User, bool) {
	if !p.isCurrent() {
		return model.User{}, false
	}
	return p.underCursor()
}

// underCursor is the user under the cursor.
func (p *people) underCursor() (model.User, bool) {
	i := p.table.Cursor()
	if i < 0 || i >= len(p.shown.rows) {
		return model.User{}, false
	}
	return p.user(i), true
}

// user is the user in a row.
func (p *people) user(row int) model.User {
	return p.env.known.WithBlocked(p.shown.snapshot.User(p.shown.rows[row]))
}

// roles are the roles of the users known.
func (p *people) roles() []string { return p.shown.snapshot.Roles() }

// vocabulary is what occurs in the users known, tags and metadata keys as far as
// a sample of them has any.
func (p *people) vocabulary() query.Vocabulary {
	w := p.shown.words
	return query.Vocabulary{Roles: p.env.known.RoleSlugs(p.roles()...), Tags: w.Tags, MetaPaths: w.MetaPaths}
}

// suggestions are what the text of a search could go on with.
func (p *people) suggestions(text string) suggestions {
	s := suggestions{words: p.vocabulary()}
	if text == p.filter.text {
		s.meant = p.alternatives()
	}
	return s
}

// unlisted is how many of those who are known a list may leave out: a user's own
// list the own user.
func (p *people) unlisted() int {
	if p.env.known.OwnUID() == "" {
		return 0
	}
	return 1
}

// tabCounts are how many users the tabs have, without those of whom more are known.
func (p *people) tabCounts() [3]tabCount {
	counts := p.counts.of
	for tab := range counts {
		if p.shown.counted && p.shown.tabs[tab] > counts[tab].n+p.unlisted() {
			counts[tab].known = false
		}
	}
	return counts
}

// title counts: "1–30 of 1 000", and of how many are known where that is not
// the same.
func (p *people) title() string {
	n := len(p.shown.rows)
	if n == 0 {
		return ""
	}
	from, to := p.table.Visible()
	return words.Grouped(from+1) + "–" + words.Grouped(to) + " of " + p.outOf(n)
}

// outOf is how many users match, as far as that is known, and among whom it was
// looked.
func (p *people) outOf(n int) string {
	of := words.Grouped(n)
	m, w := p.env.mirror, &p.walk
	switch {
	case p.shown.partly():
		return of + "+ · searching"
	case p.filter.tab != tabActive && !p.env.known.ListsDeactivated():
		return of + " loaded"
	case m.complete && p.filter.isFiltered():
		return of + " · all " + p.env.everybody(p.shown.snapshot) + " known"
	case m.complete && p.isLooking() && p.counts.of[p.filter.tab].known:
		return words.Grouped(p.counts.of[p.filter.tab].n)
	case m.complete:
		return of
	case p.sort() != (roster.Sort{}) && w.isPart(p.filter, n):
		return of + " loaded, sorted among them"
	case w.contradicts(p.filter, n, p.unlisted()):
		return of + " loaded · the service counts " + words.Grouped(w.total)
	case w.counts(p.filter) && !m.isDoubtful():
		return words.Grouped(w.total)
	case p.filter.isFiltered():
		return of + " · of " + words.Grouped(p.shown.snapshot.Len()) + " loaded"
	case w.next != 0 && !m.isDoubtful():
		return of + "+"
	}
	return of + " loaded"
}

// everybody is how many users can be known, where all are: "255", or of a
// credential that shows no others "238 active".
func (e *env) everybody(s *roster.Snapshot) string {
	if e.known.ListsDeactivated() {
		return words.Grouped(s.Len())
	}
	active, _ := s.Lifecycles()
	return words.Grouped(active) + " active"
}

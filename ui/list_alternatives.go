package ui

import (
	"context"

	"census/client/query"
	"census/model"
	"census/ui/words"
)

// mostAlternatives bounds how many are tried and shown.
const (
	mostTried        = 8
	mostAlternatives = 3
)

// alternative is a term that may be meant by a word which finds nobody, and how
// many users the text finds with it.
type alternative struct {
	query.Completion
	users int
}

func (a alternative) text() string { return model.Clean(a.Text) }

func (a alternative) sentence() string {
	if a.users == 0 {
		return a.text() + " may be meant."
	}
	return a.text() + " finds " + words.Plural(a.users, "user") + "."
}

// alternatives are what may be meant by the filter that the rows answer, when it
// finds nobody.
func (l *list) alternatives() []alternative {
	if l.shown.filter != l.filter {
		return nil
	}
	return l.shown.instead
}

// lookElsewhere looks for what may be meant where nobody matches. Where not
// everybody is known, what finds nobody counts as well: the service can be asked.
func (f *found) lookElsewhere(ctx context.Context) {
	f.instead = nil
	if !f.filter.isFiltered() || len(f.rows) > 0 || f.partly() {
		return
	}
	tries := query.Alternatives(f.filter.text, query.Vocabulary{Roles: f.roles, MetaPaths: f.words.MetaPaths})
	for _, c := range tries[:min(len(tries), mostTried)] {
		q, err := query.Parse(f.filter.text[:c.From]+c.Text+f.filter.text[c.To:], f.asked)
		if err != nil || model.Clean(c.Text) != c.Text {
			continue
		}
		search := f.snapshot.Search(f.filter.with(q), nil)
		search.Run(ctx, firstLook)
		if n := search.Count(); (n > 0 || !f.complete) && len(f.instead) < mostAlternatives {
			f.instead = append(f.instead, alternative{c, n})
		}
	}
}

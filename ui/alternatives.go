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

// lookElsewhere looks for what may be meant where nobody matches. Where not
// everybody is known, what finds nobody counts as well: the service can be asked.
func (m *matches) lookElsewhere(ctx context.Context) {
	m.instead = nil
	if !m.filter.isFiltered() || len(m.rows) > 0 || m.partly() {
		return
	}
	tries := query.Alternatives(m.filter.text, query.Vocabulary{Roles: m.roles, MetaPaths: m.words.MetaPaths})
	for _, c := range tries[:min(len(tries), mostTried)] {
		q, err := query.Parse(m.filter.text[:c.From]+c.Text+m.filter.text[c.To:], m.asked)
		if err != nil || model.Clean(c.Text) != c.Text {
			continue
		}
		search := m.snapshot.Search(m.filter.with(q), nil)
		search.Run(ctx, firstLook)
		if n := search.Count(); (n > 0 || !m.complete) && len(m.instead) < mostAlternatives {
			m.instead = append(m.instead, alternative{c, n})
		}
	}
}

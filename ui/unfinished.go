package ui

import (
	tea "github.com/charmbracelet/bubbletea"

	"census/client/changes"
	"census/ui/words"
)

// askUnfinished looks for changes whose end an earlier program did not see.
func (a *App) askUnfinished() tea.Cmd {
	e := a.env
	if e.session.Journal == nil {
		return nil
	}
	return recoverChanges(e.ctx, e.begin("looking for unfinished changes", false), e.session.Changes)
}

// recovered tells what became of changes whose end nobody had seen.
func (a *App) recovered(msg recoveredMsg) {
	if msg.err != nil {
		a.tell(notice{noticeProblem, "Unfinished changes could not be looked up. " + words.Explain(msg.err).Line("")})
		return
	}
	var told []string
	for _, r := range msg.found {
		what := words.Of(r.Entry.Operation.Action).Done + " " + words.Called(subject(r.Entry))
		told = append(told, what+": "+verdictWord(r.Verdict))
	}
	if len(told) > 0 {
		a.tell(notice{noticeProblem, "Unfinished when census ended: " + words.Join("; ", told...) + ". H shows the history."})
	}
}

func verdictWord(v changes.Verdict) string {
	switch v {
	case changes.Applied:
		return "it was made"
	case changes.NotApplied:
		return "it was not made"
	case changes.Different:
		return "the user is different from both before and after"
	}
	return "it is not known yet"
}

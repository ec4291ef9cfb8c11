package ui

import (
	"strings"

	"census/client/changes"
	"census/model"
	"census/ui/words"
)

// notice is one line for the footer.
type notice struct {
	kind noticeKind
	text string
}

type noticeKind int

const (
	noticeNone noticeKind = iota
	noticeInfo
	noticeDone
	noticeProblem
)

func info(text string) nav    { return nav{notice: notice{noticeInfo, text}} }
func problem(text string) nav { return nav{notice: notice{noticeProblem, text}} }

// told is an answer of which the footer tells how it went; noticeNone tells nothing.
type told interface{ told() notice }

func (m copiedMsg) told() notice {
	if m.err != nil {
		return notice{noticeProblem, "could not copy: " + model.Clean(m.err.Error())}
	}
	return notice{noticeDone, strings.ToLower(m.what) + " copied to the " + m.via}
}

func (m openedMsg) told() notice {
	if m.err != nil {
		return notice{noticeProblem, "could not open the browser: " + model.Clean(m.err.Error())}
	}
	return notice{noticeInfo, "opened " + model.Clean(m.address)}
}

func (m storedMsg) told() notice {
	if m.err == nil || isCancelled(m.err) {
		return notice{}
	}
	return notice{noticeProblem, "The users could not be kept on the disk: " + model.Clean(m.err.Error())}
}

func (m keptLayoutMsg) told() notice {
	if m.err == nil {
		return notice{}
	}
	return notice{noticeProblem, explainLayout(m.err)}
}

func (m draftKept) told() notice {
	if m.err == nil {
		return notice{}
	}
	return notice{noticeProblem, "What is typed could not be kept on the disk: " + model.Clean(m.err.Error())}
}

func (m draftDropped) told() notice {
	if m.err == nil {
		return notice{}
	}
	return notice{noticeProblem, "The draft could not be removed: " + model.Clean(m.err.Error())}
}

// told says what became of changes whose end nobody had seen.
func (m recoveredMsg) told() notice {
	if m.err != nil {
		return notice{noticeProblem, "Unfinished changes could not be looked up. " + words.Explain(m.err).Line("")}
	}
	var all []string
	for _, r := range m.found {
		what := words.Of(r.Entry.Operation.Action).Done + " " + words.Called(subject(r.Entry))
		all = append(all, what+": "+verdictWord(r.Verdict))
	}
	if len(all) == 0 {
		return notice{}
	}
	return notice{noticeProblem, "Unfinished when census ended: " + words.Join("; ", all...) + ". H shows the history."}
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

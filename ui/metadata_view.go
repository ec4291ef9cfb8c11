package ui

import (
	"bytes"
	"strings"

	"census/model"
	"census/ui/words"
)

// metadataRows are metadata in w cells: pretty-printed, with @private folded unless
// it is to be shown, and cut after so many rows.
func metadataRows(m model.Metadata, private bool, w, most int) (rows []jsonRow, isCut bool) {
	hidden := 0
	if !private {
		m, hidden = m.WithoutPrivate()
	}
	lines := strings.Split(m.Pretty(), "\n")
	if hidden > 0 {
		lines = withFolded(lines, hidden)
	}
	for _, line := range lines {
		if rows = append(rows, jsonRows(line, w, most+1-len(rows))...); len(rows) > most {
			return rows[:most], true
		}
	}
	return rows, false
}

// metadataView is metadata as it is read, coloured as far as it is seen.
type metadataView struct {
	of          model.Metadata
	private     bool
	width, most int

	size  int
	rows  []jsonRow
	isCut bool
}

// metadataViews keeps the last view of metadata: it is drawn again at every key, and
// a service may send any amount of it.
type metadataViews struct{ last *metadataView }

// of is the view of metadata in w cells and at most so many lines.
func (c *metadataViews) of(m model.Metadata, private bool, w, most int) *metadataView {
	v := c.last
	if v == nil || private != v.private || w != v.width || most != v.most || !bytes.Equal(m, v.of) {
		v = &metadataView{of: m, private: private, width: w, most: most, size: m.Size()}
		v.rows, v.isCut = metadataRows(m, private, w, most)
		c.last = v
	}
	return v
}

// len is the number of lines.
func (v *metadataView) len() int {
	if v.isCut {
		return len(v.rows) + 1
	}
	return len(v.rows)
}

func (v *metadataView) line(s *styles, i int) string {
	if i == len(v.rows) {
		return s.faint.Render("… the rest is not shown")
	}
	return s.jsonRow(v.rows[i])
}

// withFolded adds a line about the hidden keys before the closing brace.
func withFolded(lines []string, hidden int) []string {
	note := `  "` + model.PrivateKey + `": … ` + words.Plural(hidden, "key") + ", hidden"
	last := len(lines) - 1
	if last < 1 { // {} in one line
		return []string{"{", note, "}"}
	}
	lines[last-1] += ","
	return append(lines[:last:last], note, lines[last])
}

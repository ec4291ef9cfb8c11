package ui

import (
	"census/model"
	"census/ui/words"
)

// twoColumns is the width from which metadata stands beside the fields.
const twoColumns = 100

// userPage is every field of a user, line by line. Lines that nobody sees are not
// composed.
type userPage struct {
	fields   []string
	metadata metadataBlock
	column   int // where metadata begins; 0 is below the fields
}

// newUserPage lays the user out in w cells.
func newUserPage(e *env, u model.User, w int, private bool) userPage {
	if w < twoColumns || len(u.Metadata) == 0 {
		return userPage{append(fieldBlock(e, u, w), ""), newMetadataBlock(e, u, w, maxMetadataLines, private, label), 0}
	}
	const between = 4
	left := (w - between) * 3 / 5
	return userPage{fieldBlock(e, u, left), newMetadataBlock(e, u, w-left-between, maxMetadataLines, private, label), left + between}
}

func (p userPage) len() int {
	if p.column == 0 {
		return len(p.fields) + p.metadata.len()
	}
	return max(len(p.fields), p.metadata.len())
}

func (p userPage) line(i int) string {
	var left string
	if i < len(p.fields) {
		left = p.fields[i]
	}
	switch {
	case p.column > 0 && i < p.metadata.len():
		return fit(left, p.column) + p.metadata.line(i)
	case p.column == 0 && i >= len(p.fields):
		return p.metadata.line(i - len(p.fields))
	}
	return left
}

// metadataBlock is metadata under its label.
type metadataBlock struct {
	styles *styles
	head   string
	view   *metadataView // nil where there is none
}

// newMetadataBlock shows the user's metadata in w cells, and no more of it than
// most lines.
func newMetadataBlock(e *env, u model.User, w, most int, private bool, label func(*env, model.Field) string) metadataBlock {
	f, _ := model.FieldOf(model.KeyMetadata)
	if u.IsDamaged(f.Key) {
		return metadataBlock{head: label(e, f) + e.styles.warning.Render(damagedText)}
	}
	if len(u.Metadata) == 0 {
		return metadataBlock{head: label(e, f) + e.styles.faint.Render("–")}
	}
	view := e.viewed.of(u.Metadata, private, w, most)
	return metadataBlock{e.styles, label(e, f) + e.styles.faint.Render(words.Bytes(view.size)), view}
}

func (b metadataBlock) len() int {
	if b.view == nil {
		return 1
	}
	return 1 + b.view.len()
}

func (b metadataBlock) line(i int) string {
	if i == 0 {
		return b.head
	}
	return b.view.line(b.styles, i-1)
}

package ui

import (
	"fmt"
	"slices"
	"strings"

	"census/model"
)

// changeLines shows how a field changes: old and new, tags as + and −, metadata
// per path.
func (s *styles) changeLines(key model.Key, before, after model.User, w int) []string {
	f, _ := model.FieldOf(key)
	var changes []string
	switch f.Kind {
	case model.KindTags:
		changes = s.tagLines(before.Tags, after.Tags)
	case model.KindJSON:
		changes = s.metadataChanges(before.Metadata, after.Metadata)
	default:
		changes = s.textChange(f.Value(before).Text, f.Value(after).Text)
	}
	name := "   " + fit(f.Label, labelWidth)
	var lines []string
	for _, change := range changes {
		lines = append(lines, fit(name+change, w))
		name = "   " + strings.Repeat(" ", labelWidth)
	}
	return lines
}

func (s *styles) textChange(before, after string) []string {
	var lines []string
	if before != "" {
		lines = append(lines, s.danger.Render("– "+model.Clean(before)))
	}
	if after != "" {
		lines = append(lines, s.good.Render("+ "+model.Clean(after)))
	}
	return lines
}

func (s *styles) tagLines(before, after []string) []string {
	added, removed := tagChanges(before, after)
	var lines []string
	for _, tag := range removed {
		lines = append(lines, s.danger.Render("– "+model.Clean(tag)))
	}
	for _, tag := range added {
		lines = append(lines, s.good.Render("+ "+model.Clean(tag)))
	}
	if len(lines) == 0 {
		lines = append(lines, "another order: "+model.Clean(strings.Join(after, ", ")))
	}
	return lines
}

// metadataChanges shows one line a path: added, removed, changed, and when the
// type changes, that too.
func (s *styles) metadataChanges(before, after model.Metadata) []string {
	var lines []string
	for _, c := range model.DiffMetadata(before, after) {
		path := model.Clean(c.Path.String())
		was, is := jsonValue(c.Path, c.Before), jsonValue(c.Path, c.After)
		switch {
		case c.Before == nil:
			lines = append(lines, s.good.Render("+ "+path+"  "+is))
		case c.After == nil:
			lines = append(lines, s.danger.Render("– "+path+"  "+was))
		default:
			line := "~ " + path + "  " + was + " → " + is
			if c.Retyped() {
				line += fmt.Sprintf("  (%s → %s)", model.JSONType(c.Before), model.JSONType(c.After))
			}
			lines = append(lines, s.warning.Render(line))
		}
	}
	switch {
	case len(lines) > 0:
	case len(after) == 0:
		lines = append(lines, s.danger.Render("– all of it"))
	default:
		lines = append(lines, "same values, another order")
	}
	return lines
}

// jsonValue shows a value in one line; what stands under @private is masked.
func jsonValue(p model.Path, value []byte) string {
	if len(p) > 0 && p[0] == model.PrivateKey && value != nil {
		return "…"
	}
	shown, _ := model.Metadata(value).FoldPrivate()
	return model.Clean(string(shown.Compact()))
}

// tagChanges are the tags that come and those that go.
func tagChanges(before, after []string) (added, removed []string) {
	for _, tag := range after {
		if !slices.Contains(before, tag) {
			added = append(added, tag)
		}
	}
	for _, tag := range before {
		if !slices.Contains(after, tag) {
			removed = append(removed, tag)
		}
	}
	return added, removed
}

// maskPrivate shows JSON, such as a request's body, with the values under @private folded.
func maskPrivate(body []byte) string {
	shown, _ := model.Metadata(body).FoldPrivate()
	return string(shown.Compact())
}

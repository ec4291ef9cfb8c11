package ui

import (
	"path/filepath"
	"testing"
	"time"

	"census/ui/drafts"
)

// A text that says nothing goes a day after the program that had it.
func TestATextThatSaysNothingGoesAfterADay(t *testing.T) {
	now := time.Unix(1_800_000_000, 0)
	for after, stays := range map[time.Duration]bool{23 * time.Hour: true, 25 * time.Hour: false} {
		dir := t.TempDir()
		gone := drafts.New(dir)
		d := drafts.Draft{ID: drafts.NewID(), Profile: "test", UID: "ann", Time: now}
		d.Text = &drafts.Text{Path: filepath.Join(dir, "census-user-"+d.ID+".jsonc"), Given: "{}", Whole: true}
		if _, err := provide(t.Context(), dir, gone.For("test"), d, []byte(d.Text.Given)); err != nil {
			t.Fatal(err)
		}
		if err := gone.Close(); err != nil {
			t.Fatal(err)
		}
		store := drafts.New(dir)
		defer store.Close()
		if msg := findDrafts(t.Context(), store.For("test"), nil, now.Add(after), true)().(draftsFound); len(msg.offers) != 0 || msg.err != nil {
			t.Errorf("offered: %+v, %v", msg.offers, msg.err)
		}
		files, err := filepath.Glob(filepath.Join(dir, "*"+d.ID+"*"))
		if want := map[bool]int{true: 2}[stays]; err != nil || len(files) != want {
			t.Errorf("after %v: %v, %v; want %d files", after, files, err, want)
		}
	}
}

package journal

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"census/model"
)

// deactivations are changes that one request makes.
func deactivations(prefix string, n int) (all []Change) {
	for i := range n {
		c := update(fmt.Sprintf("%s%02d", prefix, i))
		c.Operation.Action = model.Deactivate
		c.Operation.After = c.Operation.Before
		c.Operation.After.DeactivatedAt = 7
		all = append(all, c)
	}
	return all
}

func beginAll(t testing.TB, j *Journal, changes []Change) []string {
	t.Helper()
	ids, err := j.BeginAll(t.Context(), changes)
	if err != nil || len(ids) != len(changes) {
		t.Fatal(ids, err)
	}
	return ids
}

func reversed(uids []string) []string { slices.Reverse(uids); return uids }

func TestABatchIsRecordedAsTheSameChangesOneByOne(t *testing.T) {
	together, alone := open(t, t.TempDir(), Options{}), open(t, t.TempDir(), Options{})
	changes := deactivations("u", 4)
	outcomes := []Outcome{{Result: Applied}, {Result: Unchanged}, {Result: Failed, Error: "gone"}, {Result: Unknown}}
	var ended []Ended
	for i, id := range beginAll(t, together, changes) {
		ended = append(ended, Ended{id, outcomes[i]})
		finish(t, alone, begin(t, alone, changes[i]), outcomes[i])
	}
	if err := together.FinishAll(ended); err != nil {
		t.Fatal(err)
	}
	got, want := history(t, together, Filter{}), history(t, alone, Filter{})
	if len(got.Entries) != len(changes) || len(got.Damaged) > 0 {
		t.Fatalf("%+v", got)
	}
	for i, e := range got.Entries {
		if e.ID != ended[len(ended)-1-i].ID {
			t.Errorf("entry %d has the id of another", i)
		}
		w := want.Entries[i]
		w.ID, w.owner = e.ID, e.owner
		if fmt.Sprintf("%+v", e) != fmt.Sprintf("%+v", w) {
			t.Errorf("got\n%+v\nwant\n%+v", e, w)
		}
	}
}

func TestABatchOfNothingWritesNothing(t *testing.T) {
	j := open(t, t.TempDir(), Options{})
	if ids, err := j.BeginAll(t.Context(), nil); err != nil || len(ids) != 0 {
		t.Error(ids, err)
	}
	if err := j.FinishAll(nil); err != nil {
		t.Error(err)
	}
	if numbers, err := j.numbers(); err != nil || len(numbers) != 0 {
		t.Errorf("files %v, %v", numbers, err)
	}
}

func TestABatchIsRecordedWholeOrNotAtAll(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{})
	changes := deactivations("u", 3)
	changes[2].Operation.Action = model.LogInAs
	if ids, err := j.BeginAll(t.Context(), changes); err == nil || ids != nil {
		t.Errorf("begun as %q, %v", ids, err)
	}
	if h := history(t, j, Filter{}); len(h.Entries) != 0 {
		t.Errorf("recorded %v", uids(h.Entries))
	}
	if err := os.Mkdir(filepath.Join(dir, "journal-000001.jsonl"), 0o700); err != nil {
		t.Fatal(err)
	}
	if ids, err := j.BeginAll(t.Context(), deactivations("u", 3)); err == nil || ids != nil {
		t.Errorf("begun as %q, %v", ids, err)
	}
	if err := j.FinishAll([]Ended{{ID: "x"}}); err == nil {
		t.Error("an outcome that could not be written was taken for one that was")
	}
}

// Wherever a program is killed in writing a batch, the lines before are whole,
// one at most is damaged, and the next batch is not touched.
func TestABatchTornAnywhere(t *testing.T) {
	source := open(t, t.TempDir(), Options{})
	ids := beginAll(t, source, deactivations("u", 2))
	intents, err := os.ReadFile(source.path(1))
	if err != nil {
		t.Fatal(err)
	}
	if err := source.FinishAll([]Ended{{ids[0], Outcome{Result: Applied}}, {ids[1], Outcome{Result: Applied}}}); err != nil {
		t.Fatal(err)
	}
	whole, err := os.ReadFile(source.path(1))
	if err != nil {
		t.Fatal(err)
	}
	for length := range whole {
		torn := whole[:length]
		dir := t.TempDir()
		if err := os.WriteFile(filepath.Join(dir, fileName(1)), torn, 0o600); err != nil {
			t.Fatal(err)
		}
		checkTorn(t, dir, torn, len(intents))
	}
}

// checkTorn compares what is found in the folder with what stands in the text,
// of which the intents take up the beginning.
func checkTorn(t *testing.T, dir string, torn []byte, intents int) {
	t.Helper()
	j := New(dir, Options{})
	defer func() { _ = j.Close() }()
	begun := bytes.Count(torn[:min(intents, len(torn))], []byte("\n"))
	finished := bytes.Count(torn, []byte("\n")) - begun
	rest := torn[bytes.LastIndexByte(torn, '\n')+1:]
	damaged := 0
	switch {
	case len(rest) == 0:
	case !parses(rest):
		damaged = 1
	case len(torn) < intents: // it lacks its line feed only
		begun++
	default:
		finished++
	}
	open, err := j.Unresolved(t.Context(), "work")
	if err != nil || len(open) != begun-finished {
		t.Fatalf("%d bytes: %d unresolved, %v; %d begun and %d finished", len(torn), len(open), err, begun, finished)
	}
	beginAll(t, j, deactivations("next", 2))
	h := history(t, j, Filter{})
	want := []string{"u00", "u01"}[:begun]
	if got := reversed(uids(h.Entries)); !slices.Equal(got, append(slices.Clone(want), "next00", "next01")) || len(h.Damaged) != damaged {
		t.Fatalf("%d bytes: %v, damage %v, want %v and %d", len(torn), got, h.Damaged, want, damaged)
	}
}

func parses(text []byte) bool {
	_, err := parseLine(text)
	return err == nil
}

// The lines of a batch stand beside each other in one file, whoever else writes
// and however small the files are.
func TestABatchIsNotDividedAndNotMixed(t *testing.T) {
	dir := t.TempDir()
	const size, rounds = 5, 8
	var all sync.WaitGroup
	for _, who := range []string{"a", "b", "c"} {
		j := open(t, dir, Options{MaxBytes: 4000, Keep: 1000})
		all.Go(func() {
			for range rounds {
				beginAll(t, j, deactivations(who, size))
			}
		})
	}
	all.Wait()
	j := open(t, dir, Options{})
	numbers, err := j.numbers()
	if err != nil || len(numbers) < 2 {
		t.Fatalf("files %v, %v", numbers, err)
	}
	batches := 0
	for _, number := range numbers {
		text, err := os.ReadFile(j.path(number))
		if err != nil {
			t.Fatal(err)
		}
		lines := bytes.Split(bytes.TrimSuffix(text, []byte("\n")), []byte("\n"))
		for batch := range slices.Chunk(lines, size) {
			batches++
			for i, text := range batch {
				l, err := parseLine(text)
				if err != nil || !strings.HasSuffix(l.UID, fmt.Sprintf("%02d", i)) {
					t.Fatalf("file %d: line %d of a batch is %s, %v", number, i, l.UID, err)
				}
			}
			if len(batch) != size {
				t.Errorf("file %d holds %d lines of a batch", number, len(batch))
			}
		}
	}
	if batches != 3*rounds {
		t.Errorf("%d batches, want %d", batches, 3*rounds)
	}
}

func TestABatchLargerThanAFileIsStillRecorded(t *testing.T) {
	j := open(t, t.TempDir(), Options{MaxBytes: 10, Keep: 5})
	begin(t, j, update("bob"))
	beginAll(t, j, deactivations("u", 3))
	if got := uids(history(t, j, Filter{}).Entries); !slices.Equal(got, []string{"u02", "u01", "u00", "bob"}) {
		t.Errorf("%v", got)
	}
	if numbers, err := j.numbers(); err != nil || len(numbers) != 2 {
		t.Errorf("files %v, %v", numbers, err)
	}
}

func TestABatchWithoutThePrivatePart(t *testing.T) {
	dir := t.TempDir()
	j := open(t, dir, Options{OmitPrivate: true})
	changes := deactivations("u", 2)
	for i := range changes {
		changes[i].Operation.Before.Metadata = model.Metadata(`{"@private":{"email":"hush@x.example"},"plan":"a"}`)
		changes[i].Operation.After.Metadata = changes[i].Operation.Before.Metadata
	}
	var ended []Ended
	for i, id := range beginAll(t, j, changes) {
		ended = append(ended, Ended{id, Outcome{Result: Applied, After: &changes[i].Operation.After}})
	}
	if err := j.FinishAll(ended); err != nil {
		t.Fatal(err)
	}
	for _, e := range history(t, j, Filter{}).Entries {
		if e.Private != PrivateOmitted {
			t.Errorf("%+v", e)
		}
	}
	text, err := os.ReadFile(j.path(1))
	if err != nil || bytes.Contains(text, []byte("hush")) || !bytes.Contains(text, []byte("plan")) {
		t.Errorf("%v:\n%s", err, text)
	}
	if !bytes.Contains(changes[0].Operation.After.Metadata, []byte("hush")) {
		t.Error("the caller's user was changed")
	}
}

// One request's changes, recorded one by one and together: what is saved is the
// waiting for the disk.
func BenchmarkBegin25(b *testing.B) {
	changes := deactivations("u", 25)
	for name, record := range map[string]func(*Journal) error{
		"one by one": func(j *Journal) error {
			for _, c := range changes {
				if _, err := j.Begin(b.Context(), c); err != nil {
					return err
				}
			}
			return nil
		},
		"together": func(j *Journal) error { _, err := j.BeginAll(b.Context(), changes); return err },
	} {
		b.Run(name, func(b *testing.B) {
			j := New(b.TempDir(), Options{})
			defer func() { _ = j.Close() }()
			for b.Loop() {
				if err := record(j); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

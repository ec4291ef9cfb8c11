package journal

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"census/client/statefile"
)

// Options adjusts a journal; a zero field means its default.
type Options struct {
	// MaxBytes is how large a file grows before the next one is begun; default
	// 8 MiB. What is written at once is never divided.
	MaxBytes int64
	// Keep is how many files are kept; default 16. A change whose outcome is
	// still open when its file is dropped can no longer be resolved.
	Keep int
	// OmitPrivate leaves the values under metadata's @private out of what is
	// recorded; [Entry.Private] says where that was done.
	OmitPrivate bool
	// Now tells the time; default [time.Now].
	Now func() time.Time
}

// Journal is a folder of records. It is safe for concurrent use, also by several
// programs on the same folder.
type Journal struct {
	dir   string
	o     Options
	use   statefile.FirstUse
	owner *statefile.Owner // once in use
	// writing keeps this process's own from asking for the folder's lock at once.
	writing statefile.Turn
}

// New is the journal in a folder, which it makes readable by its owner only, and
// creates if need be, when it is first used. Close the journal when done.
func New(dir string, o Options) *Journal {
	if o.MaxBytes <= 0 {
		o.MaxBytes = 8 << 20
	}
	if o.Keep <= 0 {
		o.Keep = 16
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return &Journal{dir: dir, o: o, writing: statefile.NewTurn()}
}

// Open makes the journal ready for use, as its first use does, and says what keeps
// it from being used.
func (j *Journal) Open(ctx context.Context) error {
	err := j.use.Open(func() (err error) {
		if err = statefile.Folder(j.dir); err == nil {
			j.owner, err = statefile.Announce(ctx, j.dir)
		}
		return err
	})
	if err != nil {
		return fmt.Errorf("open the journal: %w", err)
	}
	return nil
}

// Close lets others know that nothing of this journal is under way any more.
func (j *Journal) Close() error {
	if err := j.use.Close(func() error { return j.exclusively(context.Background(), j.owner.Close) }); err != nil {
		return fmt.Errorf("close the journal: %w", err)
	}
	return nil
}

// Begin records the intent of a change and returns the id for [Journal.Finish].
// When it returns without an error the intent is on the disk; only then may the
// request leave. When the context ends while others write, nothing is recorded.
func (j *Journal) Begin(ctx context.Context, c Change) (id string, err error) {
	ids, err := j.BeginAll(ctx, []Change{c})
	if err != nil {
		return "", err
	}
	return ids[0], nil
}

// BeginAll is [Journal.Begin] for changes that one request makes: a line for
// each, beside each other in the order given, written at once and waited for
// once. The ids are in the same order. Beside an error there are none, and the
// request may not leave. A program that is killed meanwhile leaves the first of
// the lines whole, one torn, and the others not at all.
func (j *Journal) BeginAll(ctx context.Context, changes []Change) (ids []string, err error) {
	if err := j.Open(ctx); err != nil {
		return nil, err
	}
	lines := make([]line, len(changes))
	for i, c := range changes {
		if !slices.Contains(operations, c.Operation.Action) {
			return nil, fmt.Errorf("record a change: to %s is not recorded", c.Operation.Action)
		}
		private := PrivateKept
		if j.o.OmitPrivate {
			c, private = withoutPrivate(c)
		}
		lines[i] = intentLine(rand.Text(), j.owner.Name(), j.o.Now(), c, private)
		ids = append(ids, lines[i].ID)
	}
	if err := j.append(ctx, lines); err != nil {
		return nil, fmt.Errorf("record a change: %w", err)
	}
	return ids, nil
}

// Finish records the outcome of a change. A later outcome of the same change,
// such as one found by reading back, takes the place of an earlier one. It takes no
// context: the outcome is recorded also when the change was given up.
func (j *Journal) Finish(id string, o Outcome) error {
	return j.FinishAll([]Ended{{id, o}})
}

// FinishAll is [Journal.Finish] for changes that ended together, written as
// [Journal.BeginAll] writes them.
func (j *Journal) FinishAll(ended []Ended) error {
	lines := make([]line, len(ended))
	for i, e := range ended {
		o := e.Outcome
		if j.o.OmitPrivate && o.After != nil {
			after := *o.After
			after.Metadata, _ = after.Metadata.WithoutPrivate()
			o.After = &after
		}
		lines[i] = outcomeLine(e.ID, j.o.Now(), o)
	}
	if err := j.append(context.Background(), lines); err != nil {
		return fmt.Errorf("record the outcome of a change: %w", err)
	}
	return nil
}

// append writes the lines and waits until they are on the disk. The waiting is
// done without the lock: others may write behind them.
func (j *Journal) append(ctx context.Context, lines []line) error {
	var text []byte
	for _, l := range lines {
		one, err := l.text()
		if err != nil {
			return err
		}
		text = append(text, one...)
	}
	if len(text) == 0 {
		return nil
	}
	var f *os.File
	err := j.exclusively(ctx, func() (err error) {
		f, err = j.write(text)
		return err
	})
	if f != nil {
		err = errors.Join(err, f.Sync(), f.Close())
	}
	return err
}

// write appends the text to the newest file, or to the next one. A line that a
// killed program left without its end gets one first; what could not be written
// whole is taken away again.
func (j *Journal) write(text []byte) (*os.File, error) {
	f, size, err := j.writable(int64(len(text)))
	if err != nil {
		return nil, err
	}
	if size > 0 {
		last := make([]byte, 1)
		if _, err := f.ReadAt(last, size-1); err != nil {
			return f, err
		}
		if last[0] != '\n' {
			text = append([]byte{'\n'}, text...)
		}
	}
	if _, err := f.Write(text); err != nil {
		return f, errors.Join(err, f.Truncate(size))
	}
	return f, nil
}

// writable opens the file that has room for so many bytes.
func (j *Journal) writable(room int64) (f *os.File, size int64, err error) {
	numbers, err := j.numbers()
	if err != nil {
		return nil, 0, err
	}
	newest := 1
	if n := len(numbers); n > 0 {
		newest = numbers[n-1]
		info, err := os.Stat(j.path(newest))
		if err != nil {
			return nil, 0, err
		}
		size = info.Size()
	}
	if size > 0 && size+room > j.o.MaxBytes {
		newest, size = newest+1, 0
		if err := j.dropOldest(numbers); err != nil {
			return nil, 0, err
		}
	}
	f, err = os.OpenFile(j.path(newest), os.O_CREATE|os.O_APPEND|os.O_RDWR, 0o600)
	if err != nil {
		return nil, 0, err
	}
	if err := f.Chmod(0o600); err != nil && !errors.Is(err, errors.ErrUnsupported) {
		return nil, 0, errors.Join(err, f.Close())
	}
	if size == 0 {
		statefile.SyncFolder(j.dir)
	}
	return f, size, nil
}

// dropOldest makes room for one more file.
func (j *Journal) dropOldest(numbers []int) error {
	for len(numbers) >= j.o.Keep {
		if err := os.Remove(j.path(numbers[0])); err != nil {
			return err
		}
		numbers = numbers[1:]
	}
	return nil
}

package journal

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"

	"census/client/statefile"
)

// exclusively runs do while nobody else writes to the folder.
func (j *Journal) exclusively(ctx context.Context, do func() error) error {
	if err := j.writing.Take(ctx); err != nil {
		return err
	}
	defer j.writing.Pass()
	ctx, cancel := context.WithTimeout(ctx, statefile.Patience)
	defer cancel()
	return statefile.Exclusively(ctx, filepath.Join(j.dir, "journal.lock"), do)
}

func (j *Journal) path(number int) string {
	return filepath.Join(j.dir, fileName(number))
}

func fileName(number int) string { return fmt.Sprintf("journal-%06d.jsonl", number) }

// numbers lists the files, the oldest first.
func (j *Journal) numbers() ([]int, error) {
	names, err := os.ReadDir(j.dir)
	if err != nil {
		return nil, err
	}
	var numbers []int
	for _, name := range names {
		var number int
		if n, _ := fmt.Sscanf(name.Name(), "journal-%d.jsonl", &number); n == 1 && name.Name() == fileName(number) {
			numbers = append(numbers, number)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

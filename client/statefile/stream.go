package statefile

import (
	"context"
	"io"
)

// maxPart is how much, in bytes, is read or written between two looks at a context.
const maxPart = 1 << 20

// Reader reads from another reader until the context ends; then the error is the
// context's.
func Reader(ctx context.Context, from io.Reader) io.Reader { return &reader{ctx, from} }

type reader struct {
	ctx  context.Context
	from io.Reader
}

func (r *reader) Read(b []byte) (int, error) {
	if err := r.ctx.Err(); err != nil {
		return 0, err
	}
	return r.from.Read(b[:min(len(b), maxPart)])
}

// Writer writes to another writer until the context ends; then the error is the
// context's.
func Writer(ctx context.Context, to io.Writer) io.Writer { return &writer{ctx, to} }

type writer struct {
	ctx context.Context
	to  io.Writer
}

func (w *writer) Write(b []byte) (written int, err error) {
	for err == nil && written < len(b) {
		if err = w.ctx.Err(); err != nil {
			break
		}
		var n int
		n, err = w.to.Write(b[written:min(len(b), written+maxPart)])
		written += n
	}
	return written, err
}

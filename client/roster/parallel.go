package roster

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls do for 0 to n-1 on all cores, in pieces of the size, until the
// context is done. A panic of one of them is the caller's.
func inParallel(ctx context.Context, n, size int, do func(i int)) error {
	var next atomic.Int64
	onAllCores(func() {
		for ctx.Err() == nil {
			to := int(next.Add(int64(size)))
			from := to - size
			if from >= n {
				return
			}
			for i := from; i < min(to, n); i++ {
				do(i)
			}
		}
	})
	return ctx.Err()
}

// onAllCores runs work once a core and waits for all. A panic of one of them is
// the caller's: a goroutine that dies by itself takes the terminal with it.
func onAllCores(work func()) {
	var (
		wg     sync.WaitGroup
		broken atomic.Pointer[any]
	)
	for range runtime.GOMAXPROCS(0) {
		wg.Go(func() {
			defer func() {
				if value := recover(); value != nil {
					broken.Store(&value)
				}
			}()
			work()
		})
	}
	wg.Wait()
	if value := broken.Load(); value != nil {
		panic(*value)
	}
}

package roster

import (
	"context"
	"runtime"
	"sync"
	"sync/atomic"
)

// inParallel calls do for 0 to n-1 on all cores, in chunks of the given size,
// until the context is done. A panic in do is raised in the caller.
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

// onAllCores runs work once per core and waits for all. A panic is raised in
// the caller, because one in a goroutine would crash the program and leave the
// terminal broken.
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

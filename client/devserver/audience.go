package devserver

import (
	"context"
	"sync"
)

// audience holds the listeners for presence. A goroutine informs them while
// there are any; with no listeners nothing runs.
type audience struct {
	announce func(ctx context.Context, from int64)
	woken    chan struct{} // holds a token when there may be news
	ending   context.Context
	end      context.CancelFunc
	running  sync.WaitGroup

	mu        sync.Mutex
	closed    bool
	listeners map[*listener]bool
	stop      context.CancelFunc // ends the announcing goroutine
}

func newAudience(announce func(ctx context.Context, from int64)) *audience {
	a := &audience{announce: announce, woken: make(chan struct{}, 1), listeners: map[*listener]bool{}}
	a.ending, a.end = context.WithCancel(context.Background())
	return a
}

// wake makes the goroutine look for news.
func (a *audience) wake() {
	select {
	case a.woken <- struct{}{}:
	default: // already due to look
	}
}

// enter counts a conversation, which must end when ctx does. When ok is false,
// no new conversation may begin.
func (a *audience) enter(ctx context.Context) (_ context.Context, leave func(), ok bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return ctx, nil, false
	}
	a.running.Add(1)
	ctx, cancel := context.WithCancel(ctx)
	forget := context.AfterFunc(a.ending, cancel)
	return ctx, func() {
		forget()
		cancel()
		a.running.Done()
	}, true
}

// join adds a listener. For the first one, news begin after from.
func (a *audience) join(l *listener, from int64) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.listeners[l] = true
	if a.stop != nil {
		return
	}
	ctx, cancel := context.WithCancel(a.ending)
	a.stop = cancel
	a.running.Go(func() { a.announce(ctx, from) })
}

// leave removes a listener and reports whether its session has another one.
func (a *audience) leave(l *listener) (others bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	delete(a.listeners, l)
	if len(a.listeners) == 0 {
		a.stop()
		a.stop = nil
	}
	for other := range a.listeners {
		others = others || other.token == l.token
	}
	return others
}

// all returns the current listeners.
func (a *audience) all() []*listener {
	a.mu.Lock()
	defer a.mu.Unlock()
	list := make([]*listener, 0, len(a.listeners))
	for l := range a.listeners {
		list = append(list, l)
	}
	return list
}

// close ends all conversations and waits for them.
func (a *audience) close() {
	a.mu.Lock()
	a.closed = true
	a.mu.Unlock()
	a.end()
	a.running.Wait()
}

// listener is a socket whose session is known.
type listener struct {
	id           int64
	uid, token   string
	device       string // what the SDK calls its device, expected back in events
	subscription string
	roles        []string

	messages chan []byte
	gone     chan struct{}
	once     sync.Once
}

// backlog is how many messages may wait for a slow reader before it is cut off;
// the reader will reconnect and fetch the list.
const backlog = 4096

func newListener(first heard) *listener {
	return &listener{
		device: first.DeviceID, subscription: first.Body.Subscription, roles: first.Body.Roles,
		messages: make(chan []byte, backlog), gone: make(chan struct{}),
	}
}

// tell queues a message.
func (l *listener) tell(message []byte) {
	select {
	case l.messages <- message:
	default:
		l.cut()
	}
}

// cut ends the conversation.
func (l *listener) cut() { l.once.Do(func() { close(l.gone) }) }

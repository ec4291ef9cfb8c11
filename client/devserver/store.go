package devserver

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"modernc.org/sqlite" // also registers the driver of that name
	sqlite3 "modernc.org/sqlite/lib"
)

// The store's errors that callers turn into published ones.
var (
	errNoUser  = errors.New("no such user")
	errTaken   = errors.New("the uid is taken")
	errNoRole  = errors.New("no such role")
	errNoToken = errors.New("no such auth token")
	errNoKey   = errors.New("no such key")
)

// maxReaders is how many requests read a database file at once. SQLite lets
// them work alongside the one writer.
const maxReaders = 4

// busyTimeout is how long one process waits for another's write.
const busyTimeout = 5 * time.Second

// store keeps one app in a SQLite database. It knows SQL but not HTTP.
//
// Writers take turns on one connection; a file has additional ones for reading.
// An in-memory database belongs to its connection, so there both are the same.
type store struct {
	reader *database
	writer *database

	hold    hold
	commits commits
	// written is called after every committed write.
	written  func()
	rankings rankings
	encoded  encodings
}

// openStore opens the database at path, creating the file (0600) and its folder
// (0700) if missing. An empty path or ":memory:" means an in-memory database.
// With alone set, a file that another server has open is an [*InUseError].
func openStore(path string, alone bool) (*store, error) {
	if path == "" || path == ":memory:" {
		db, err := openPool(":memory:?_pragma=foreign_keys(1)&_txlock=immediate", 1)
		if err != nil {
			return nil, err
		}
		return &store{reader: db, writer: db}, nil
	}
	absolute, err := prepareFile(path)
	if err != nil {
		return nil, err
	}
	held, err := holdFile(absolute, alone)
	if err != nil {
		return nil, err
	}
	writer, err := openPool(fileDSN(absolute, "immediate"), 1)
	if err != nil {
		return nil, errors.Join(err, held.release())
	}
	reader, err := openPool(fileDSN(absolute, "deferred"), maxReaders)
	if err != nil {
		return nil, errors.Join(err, writer.Close(), held.release())
	}
	return &store{reader: reader, writer: writer, hold: held}, nil
}

// prepareFile creates the folder and the file with tight permissions before
// SQLite would create them with the usual ones: the file holds the app's keys.
func prepareFile(path string) (absolute string, err error) {
	absolute, err = filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("find the database file: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(absolute), 0o700); err != nil {
		return "", fmt.Errorf("create the database's folder: %w", err)
	}
	f, err := os.OpenFile(absolute, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return "", fmt.Errorf("create the database file: %w", err)
	}
	return absolute, f.Close()
}

// fileDSN names a database file for the driver. Full synchronisation makes an
// answered write survive a crash of the process and a power failure, at the
// price of one wait for the disk per transaction, which commits shares; the
// busy timeout lets a second process on the same file wait its turn.
func fileDSN(absolute, txlock string) string {
	query := url.Values{
		"_pragma": {fmt.Sprintf("busy_timeout(%d)", busyTimeout.Milliseconds()), "foreign_keys(1)", "synchronous(FULL)"},
		"_txlock": {txlock},
	}
	path := filepath.ToSlash(absolute)
	if path[0] != '/' {
		path = "/" + path // a drive letter
	}
	return (&url.URL{Scheme: "file", Path: path, RawQuery: query.Encode()}).String()
}

func openPool(dsn string, connections int) (*database, error) {
	db, err := sql.Open("sqlite", dsn)
	if err != nil {
		return nil, fmt.Errorf("open the database: %w", err)
	}
	db.SetMaxOpenConns(connections)
	db.SetMaxIdleConns(connections)
	return &database{DB: db}, nil
}

func (s *store) close() error {
	if s.reader == s.writer {
		return s.writer.Close()
	}
	return errors.Join(s.reader.Close(), s.writer.Close(), s.hold.release())
}

// write runs do in a transaction, which is committed if do returns nil, and
// returns once the data is on the disk. Cancelling the request halfway does not
// interrupt it: the write is finished or rolled back as a whole. Writes
// requested during a transaction share the next one; see commits.
func (s *store) write(ctx context.Context, do func(*transaction) error) error {
	return s.commits.add(&pendingWrite{ctx: context.WithoutCancel(ctx), do: do}, s.commit)
}

// commit runs several writes in one transaction, each of which is rolled back
// alone if it fails.
func (s *store) commit(all []*pendingWrite) {
	ctx := all[0].ctx
	tx, err := s.writer.begin(ctx, nil)
	if err != nil {
		failAll(all, fmt.Errorf("begin to write: %w", err))
		return
	}
	defer tx.done(ctx)
	for _, c := range all {
		if err := c.run(tx, len(all) > 1); err != nil {
			failAll(all, err)
			return
		}
	}
	if err := tx.Commit(); err != nil {
		failAll(all, fmt.Errorf("commit: %w", err))
		return
	}
	if s.written != nil {
		s.written()
	}
}

// read runs do on one state of the database, unaffected by concurrent writes.
func (s *store) read(ctx context.Context, do func(*transaction) error) error {
	tx, err := s.reader.begin(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return fmt.Errorf("begin to read: %w", err)
	}
	defer tx.done(ctx) // nothing to commit
	return do(tx)
}

// migrate initialises an empty database by creating the tables and running
// fill, or updates one of an earlier version; either happens in one
// transaction, so a process killed here leaves the file unchanged.
//
// A new file switches to a write-ahead log last: filling a file without one
// writes every page once instead of twice.
func (s *store) migrate(ctx context.Context, fill func(*transaction) error) error {
	version, err := userVersion(ctx, s.writer)
	if err != nil {
		return err
	}
	if version != len(schema) {
		if err := s.upgrade(ctx, fill); err != nil {
			return err
		}
	}
	return s.logAhead(ctx)
}

func (s *store) upgrade(ctx context.Context, fill func(*transaction) error) error {
	// References need no check while the content is generated.
	err := errors.Join(s.pragma(ctx, "foreign_keys = 0"), s.pragma(ctx, "cache_size = "+strconv.Itoa(-fillCache)))
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx *transaction) error {
		// Read again: another process may have been faster.
		version, err := userVersion(ctx, tx)
		switch {
		case err != nil || version == len(schema):
			return err
		case version > len(schema):
			return fmt.Errorf("the database has version %d, this program knows %d", version, len(schema))
		}
		steps := strings.Join(schema[version:], "") + "PRAGMA user_version = " + strconv.Itoa(len(schema))
		if _, err := tx.ExecContext(ctx, steps); err != nil {
			return fmt.Errorf("create the tables: %w", err)
		}
		if version > 0 {
			return nil
		}
		return fill(tx)
	})
	return errors.Join(err, s.pragma(ctx, "foreign_keys = 1"),
		s.pragma(ctx, "cache_size = "+strconv.Itoa(-writeCache)), s.pragma(ctx, "shrink_memory"))
}

// The page cache in KiB: while a new database is filled, which is faster when
// the whole index of uids fits, and afterwards.
const (
	fillCache  = 64 << 10
	writeCache = 8 << 10
)

// pragma changes a setting of the writing connection.
func (s *store) pragma(ctx context.Context, setting string) error {
	if _, err := s.writer.ExecContext(ctx, "PRAGMA "+setting); err != nil {
		return fmt.Errorf("set %s: %w", setting, err)
	}
	return nil
}

// logAhead switches the file to a write-ahead log, which lets readers work
// alongside the writer; the file remembers it. SQLite does not wait for other
// processes here, though one may be starting on the same new file, so this
// function does.
func (s *store) logAhead(ctx context.Context) error {
	for deadline := time.Now().Add(busyTimeout); ; {
		_, err := s.writer.ExecContext(ctx, "PRAGMA journal_mode = WAL")
		if err == nil {
			return nil
		}
		if sqliteCode(err)&primaryCode != sqlite3.SQLITE_BUSY || time.Now().After(deadline) {
			return fmt.Errorf("switch to a write-ahead log: %w", err)
		}
		time.Sleep(time.Millisecond)
	}
}

// sqliteCode is SQLite's extended result code in an error, 0 where SQLite did not
// fail. Masked with primaryCode it is the result code.
func sqliteCode(err error) int {
	var e *sqlite.Error
	if !errors.As(err, &e) {
		return 0
	}
	return e.Code()
}

const primaryCode = 0xff

// queryer is the reading interface shared by *database and *transaction.
type queryer interface {
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, query string, args ...any) *sql.Row
}

// scanner is the interface shared by *sql.Row and *sql.Rows.
type scanner interface{ Scan(dest ...any) error }

// collect reads every row of a query.
func collect[T any](ctx context.Context, q queryer, scan func(scanner) (T, error), query string, args ...any) ([]T, error) {
	rows, err := q.QueryContext(ctx, query, args...)
	if err != nil {
		return nil, err
	}
	defer func() { _ = rows.Close() }() // Err has reported any fault by then
	var all []T
	for rows.Next() {
		one, err := scan(rows)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, rows.Err()
}

func userVersion(ctx context.Context, q queryer) (version int, err error) {
	if err := q.QueryRowContext(ctx, "PRAGMA user_version").Scan(&version); err != nil {
		return 0, fmt.Errorf("read the database's version: %w", err)
	}
	return version, nil
}

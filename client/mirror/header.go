package mirror

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"time"
)

// Header says what a file of a [Store] holds.
type Header struct {
	// AsOf is when the users were read: when the reading of them was complete,
	// or for one that is not when it began.
	AsOf time.Time
	// Complete says that a fetch came to its end and everybody is in the file.
	Complete bool
}

// version is the form of the files, the header's and the payload's.
const version = 1

// A header is, in little endian: eight letters, the version, the length of the
// scope, the length of the payload, AsOf in nanoseconds, flags, the scope, and
// a checksum (CRC-32C) of everything before it. The version stands where every
// version to come has it.
const (
	magic       = "CENSUSMR"
	fixedLength = 8 + 4 + 4 + 8 + 8 + 4
	sumLength   = 4
	maxScope    = 64 << 10
)

const flagComplete = 1

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// What can be wrong with a file, for [errors.Is].
var (
	// ErrVersion: the file was written by another version of census.
	ErrVersion = errors.New("it was written by another version of census")
	// ErrDamaged: the file is cut off, was changed, or is of another scope.
	ErrDamaged = errors.New("it is damaged")
)

func damaged(what string) error { return fmt.Errorf("%w: %s", ErrDamaged, what) }

// encode writes the header of a file with that many bytes behind it.
func (h Header) encode(scope string, payload int64) []byte {
	b := make([]byte, 0, headerLength(scope))
	b = append(b, magic...)
	b = binary.LittleEndian.AppendUint32(b, version)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(scope)))
	b = binary.LittleEndian.AppendUint64(b, uint64(payload))
	b = binary.LittleEndian.AppendUint64(b, uint64(nanoseconds(h.AsOf)))
	var flags uint32
	if h.Complete {
		flags = flagComplete
	}
	b = binary.LittleEndian.AppendUint32(b, flags)
	b = append(b, scope...)
	return binary.LittleEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
}

// nanoseconds is 0 for the zero time, which is too long ago to be counted.
func nanoseconds(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixNano()
}

func headerLength(scope string) int { return fixedLength + len(scope) + sumLength }

// readHeader reads what encode wrote for the scope, and nothing behind it.
func readHeader(r io.Reader, scope string) (h Header, payload int64, err error) {
	b := make([]byte, headerLength(scope))
	if _, err := io.ReadFull(r, b[:fixedLength]); err != nil {
		return h, 0, cutOff(err)
	}
	switch {
	case string(b[:8]) != magic:
		return h, 0, damaged("it is no file of census")
	case binary.LittleEndian.Uint32(b[8:]) != version:
		return h, 0, ErrVersion
	case int(binary.LittleEndian.Uint32(b[12:])) != len(scope):
		return h, 0, damaged("it is of another app or profile")
	}
	if _, err := io.ReadFull(r, b[fixedLength:]); err != nil {
		return h, 0, cutOff(err)
	}
	sum := len(b) - sumLength
	switch {
	case binary.LittleEndian.Uint32(b[sum:]) != crc32.Checksum(b[:sum], castagnoli):
		return h, 0, damaged("its header was changed")
	case string(b[fixedLength:sum]) != scope:
		return h, 0, damaged("it is of another app or profile")
	}
	payload = int64(binary.LittleEndian.Uint64(b[16:]))
	if at := int64(binary.LittleEndian.Uint64(b[24:])); at != 0 {
		h.AsOf = time.Unix(0, at).UTC()
	}
	h.Complete = binary.LittleEndian.Uint32(b[32:])&flagComplete != 0
	return h, payload, nil
}

// cutOff tells a file that ends too early from one that cannot be read.
func cutOff(err error) error {
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return damaged("it is cut off")
	}
	return err
}

package model

import (
	"math"
	"testing"
)

func TestMomentOf(t *testing.T) {
	for _, tt := range []struct {
		n    int64
		want UnixTime
		ok   bool
	}{
		{0, 0, true}, {1, 1, true}, {1_700_000_000, 1_700_000_000, true}, {int64(LastMoment), LastMoment, true},
		{int64(LastMoment) + 1, 100_000_000, true}, {1_625_090_557_443, 1_625_090_557, true}, {99_999_999_999_999, LastMoment, true},
		{100_000_000_000_000, 0, false}, {math.MaxInt64, 0, false}, {-1, 0, false}, {math.MinInt64, 0, false},
	} {
		if got, ok := MomentOf(tt.n); ok != tt.ok || ok && got != tt.want {
			t.Errorf("%d: %d, %t", tt.n, got, ok)
		}
	}
}

package query

import (
	"cmp"
	"strconv"
	"strings"
)

// number is a number in comparable form; integers are exact.
type number struct {
	float   float64
	whole   int64
	isWhole bool
}

// numberOf reads a decimal number as people and JSON write it; ok is false for
// anything else, and for numbers that do not fit a float64.
func numberOf(text string) (n number, ok bool) {
	if text == "" || strings.Trim(text, "+-.0123456789eE") != "" {
		return n, false
	}
	whole, err := strconv.ParseInt(text, 10, 64)
	n.whole, n.isWhole = whole, err == nil
	n.float, err = strconv.ParseFloat(text, 64)
	return n, err == nil
}

func (n number) compare(o number) int {
	if n.isWhole && o.isWhole {
		return cmp.Compare(n.whole, o.whole)
	}
	return cmp.Compare(n.float, o.float)
}

package model

import "strings"

// Nearest returns the known name that was probably meant by another: the one
// with the fewest slips, at most two for names of six or more letters and one
// for shorter names. It is empty if none is near.
func Nearest(name string, known []string) string {
	best, least := "", 2
	if len(name) >= 6 {
		least = 3
	}
	for _, k := range known {
		if d := slips(strings.ToLower(name), strings.ToLower(k)); d < least {
			best, least = k, d
		}
	}
	return best
}

// slips counts the typing errors between a and b: a letter too many, missing or
// different, or two neighbours swapped.
func slips(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := range len(a) {
		for j := range len(b) {
			n := rows[i][j]
			if a[i] != b[j] {
				n++
			}
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				n = min(n, rows[i-1][j-1]+1)
			}
			rows[i+1][j+1] = min(n, rows[i][j+1]+1, rows[i+1][j]+1)
		}
	}
	return rows[len(a)][len(b)]
}

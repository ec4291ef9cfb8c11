package ui

import (
	"cmp"
	"slices"

	"census/client/query"
	"census/model"
)

// wordSample is how many users are looked at for tags and metadata.
const wordSample = 2000

// vocabulary is what occurs in the users known, the most frequent first.
type vocabulary struct{ Tags, MetaPaths []string }

// count counts who the tabs have, and collects the words.
func (m *matches) count() {
	active, deactivated := m.snapshot.Lifecycles()
	m.tabs = [3]int{active, deactivated, active + deactivated}
	tags, paths := map[string]int{}, map[string]int{}
	m.snapshot.Sample(wordSample, func(u model.User) {
		for _, tag := range u.Tags {
			tags[tag]++
		}
		for _, path := range query.MetaPaths(nil, u.Metadata) {
			paths[path]++
		}
	})
	m.words = vocabulary{byFrequency(tags), byFrequency(paths)}
	m.counted = true
}

// mostWords bounds what is offered.
const mostWords = 200

func byFrequency(counts map[string]int) []string {
	all := make([]string, 0, len(counts))
	for word := range counts {
		all = append(all, word)
	}
	slices.SortFunc(all, func(a, b string) int { return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b)) })
	return all[:min(len(all), mostWords)]
}

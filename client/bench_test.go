package client

import (
	"fmt"
	"strings"
	"testing"
)

// pageJSON is a page of n users like those of a real app: most have a link and
// a status message, a third metadata, tags and presence.
func pageJSON(n int) []byte {
	rows := make([]string, n)
	for i := range rows {
		more := ""
		if i%3 == 0 {
			more = fmt.Sprintf(`,"metadata":{ "zeta": %d,  "alpha": true, "note": "caf\u00e9 \u2615 <b>&amp;</b>", "city": "תל אביב" },"tags":["東京","Zürich"],"lastActiveAt":1795448916`, i)
		}
		rows[i] = fmt.Sprintf(`{"uid":"anna-koval-moroz-%d","name":"Анна Коваль Мороз 🇧🇷","link":"https:\/\/people.example.org\/anna-koval-moroz-%d","status":"offline","role":"default","statusMessage":"👩‍🚀 launching v2 today"%s,"createdAt":1795447064,"updatedAt":1795447065}`, i, i, more)
	}
	return []byte(`{"data":[` + strings.Join(rows, ",") + `],"meta":{"pagination":{"total":100000,"count":1000,"per_page":1000,"current_page":1,"total_pages":100},"cursor":{"updatedAt":1795450698,"affix":"prepend"}}}`)
}

// BenchmarkDecodePage decodes the body of the largest page, on one processor:
//
//	go test ./client -run '^$' -bench DecodePage -cpu 1 -count 6
func BenchmarkDecodePage(b *testing.B) {
	const users = 1000
	body := pageJSON(users)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		a, err := openEnvelope(body)
		if err != nil {
			b.Fatal(err)
		}
		p, err := decodePage(a, 1, users, userView{withTags: true})
		if err != nil || len(p.Users) != users {
			b.Fatalf("%d users, %v", len(p.Users), err)
		}
	}
	b.ReportMetric(float64(users)*float64(b.N)/b.Elapsed().Seconds(), "users/s")
}

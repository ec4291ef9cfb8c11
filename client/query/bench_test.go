package query_test

import (
	"strings"
	"testing"

	"census/client/query"
	"census/model"
)

func BenchmarkFold(b *testing.B) {
	for _, c := range []struct{ name, text string }{
		{"ascii", "Grace Whitfield, grace-whitfield, In a meeting until 3, https://people.example.org/grace-whitfield"},
		{"latin", "Søren Østergård, Łucja Wiśniewska, Amélie Lefèvre, Nguyễn Thị Hương"},
		{"cyrillic", "Дмитрий Соколенко, Только срочные вопросы"},
		{"cjk", "田中さくら 鈴木陽菜 欧阳秀英 会議中です 김서연"},
		{"devanagari", "अर्जुन शर्मा काम पर हूँ"},
		{"apart", "Ame\u0301lie Lefe\u0300vre か\u3099"},
	} {
		b.Run(c.name, func(b *testing.B) {
			text := strings.Repeat(c.text+" ", 10)
			dst := make([]byte, 0, 4*len(text))
			b.SetBytes(int64(len(text)))
			for b.Loop() {
				dst = query.AppendFold(dst[:0], text)
			}
		})
	}
}

// grace and soren resemble users the local server makes up.
var (
	grace = model.User{
		UID: "grace-whitfield", Name: "Grace Whitfield", Link: "https://people.example.org/grace-whitfield", Role: "admin",
		StatusMessage: "In a meeting until 3", Status: model.StatusAvailable, Tags: []string{"beta", "team-red"},
		LastActiveAt: 1_700_000_000 - 600, CreatedAt: 1_600_000_000,
		Metadata: model.Metadata(`{"crm":{"id":"C-00042","owner":"grace-okafor","stage":"trial","history":[{"at":1735689600,"event":"signup"},{"at":1738368000,"event":"upgrade"}]},"@private":{"email":"grace@example.com"}}`),
	}
	soren = model.User{
		UID: "soren-ostergard", Name: "Søren Østergård 🎧", Role: "default", StatusMessage: "Hors du bureau jusqu’à jeudi",
		Tags: []string{"Zürich", "needs follow-up"}, CreatedAt: 1_650_000_000, DeactivatedAt: 1_690_000_000, BlockedByMe: true,
		Metadata: model.Metadata("{ \"zeta\": 42,  \"alpha\": true, \"note\": \"caf\\u00e9 \\u2615 <b>&amp;</b>\", \"city\": \"São Paulo\", \"first.name\": {\"is\": null}, \"list\": [[1, \"Two\"], {\"deep\": [\"x\"]}], \"version\": \"19.1\" }"),
	}
	sakura = model.User{UID: "tanaka-sakura", Name: "田中さくら", Status: "offline", Role: "vip", CreatedAt: 1_699_999_000}
)

func BenchmarkAppendSearchText(b *testing.B) {
	for _, u := range []model.User{grace, soren, sakura} {
		b.Run(u.UID, func(b *testing.B) {
			var dst []byte
			b.SetBytes(int64(len(query.AppendSearchText(nil, u))))
			b.ReportAllocs()
			for b.Loop() {
				dst = query.AppendSearchText(dst[:0], u)
			}
		})
	}
}

func BenchmarkMatch(b *testing.B) {
	for _, text := range []string{"meeting", "~grwhit", "meta.crm.stage=trial", "role:admin seen<1h", "/whit.*d$/"} {
		b.Run(text, func(b *testing.B) {
			q, err := query.Parse(text, env)
			if err != nil || !q.Match(grace) {
				b.Fatalf("%v, or no match", err)
			}
			b.ReportAllocs()
			for b.Loop() {
				q.Match(grace)
			}
		})
	}
}

package client

import (
	"encoding/json"
	"fmt"
	"net/url"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRedact(t *testing.T) {
	r := NewRedactor("", "k", "p+a/s=s%\"w\\rd&", "0123456789abcdef")
	for _, tt := range []struct{ text, want string }{
		{"a key k must not eat the letters of a bark-k, kk or _k", "a key [redacted] must not eat the letters of a bark-k, kk or _k"},
		{"k", "[redacted]"},
		{"apikey=k&x=%20k%20", "apikey=[redacted]&x=%20[redacted]%20"},
		{`{"key":"k","K":"\nk\u000ak"}`, `{"key":"[redacted]","[redacted]":"\n[redacted]\u000a[redacted]"}`},
		{"ключk kключ", "ключk kключ"},
		{"k8s is 2k, and k", "k8s is 2k, and [redacted]"},
		{"key p+a/s=s%\"w\\rd& is wrong", "key [redacted] is wrong"},
		{"?key=" + url.QueryEscape("p+a/s=s%\"w\\rd&") + "&x=1", "?key=[redacted]&x=1"},
		{"/" + strings.ToLower(url.PathEscape("p+a/s=s%\"w\\rd&")) + "/x", "/[redacted]/x"},
		{`{"key":"p+a\/s=s%\"w\\rd\u0026"}`, `{"key":"[redacted]"}`},
		{"0123456789ABCDEF0123456789abcdef", "[redacted][redacted]"},
		{"x0123456789abcdefx", "x[redacted]x"},

		{"proxyconnect http://alice:hunter2@proxy.test:3128: refused", "proxyconnect http://[redacted]@proxy.test:3128: refused"},
		{"http://alice:hun@ter2@proxy.test/a@b", "http://[redacted]@proxy.test/a@b"},
		{"https://h.test/login?to=https%3A%2F%2Falice%3Ahunter2%40proxy.test%2Fx", "https://h.test/login?to=https%3A%2F%2F[redacted]%40proxy.test%2Fx"},
		{"https://h.test/users/a@b.test and c@d.test", "https://h.test/users/a@b.test and c@d.test"},
	} {
		if got := r.Redact(tt.text); got != tt.want {
			t.Errorf("%s\n got %s\nwant %s", tt.text, got, tt.want)
		}
	}
	if got := (Redactor{}).Redact("//u:p@h k"); got != "//[redacted]@h k" {
		t.Errorf("without secrets: %s", got)
	}
}

// A secret of any printable characters is found plain and as addresses and JSON
// escape it.
func TestRedactFindsEverySpelling(t *testing.T) {
	var printable []rune
	for r := '!'; r <= '~'; r++ {
		printable = append(printable, r)
	}
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.StringOfN(rapid.SampledFrom(printable), 1, 40, -1).Draw(t, "secret")
		quoted, err := json.Marshal(secret)
		if err != nil {
			t.Fatal(err)
		}
		goQuoted := fmt.Sprintf("%q", secret)
		r := NewRedactor(secret)
		for _, spelled := range []string{
			secret, url.QueryEscape(secret), url.PathEscape(secret), strings.ToLower(url.QueryEscape(secret)),
			string(quoted[1 : len(quoted)-1]), goQuoted[1 : len(goQuoted)-1],
		} {
			if got := r.Redact("é\t" + spelled + "\té"); got != "é\t"+redacted+"\té" {
				t.Errorf("the secret %s, spelled %s, is left as %s", secret, spelled, got)
			}
		}
	})
}

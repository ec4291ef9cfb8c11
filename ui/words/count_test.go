package words

import "testing"

func TestGroupedAndPlural(t *testing.T) {
	for n, want := range map[int]string{0: "0", 999: "999", 1000: "1 000", 1234567: "1 234 567", -1000: "-1 000"} {
		if got := Grouped(n); got != want {
			t.Errorf("%d: %q, want %q", n, got, want)
		}
	}
	if Plural(1, "key") != "1 key" || Plural(2, "key") != "2 keys" || Plural(0, "key") != "0 keys" {
		t.Error("plural")
	}
}

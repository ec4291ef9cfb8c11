package ui_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	jsonv2 "github.com/go-json-experiment/json"
	"pgregory.net/rapid"

	"census/model"
	"census/ui/uitest"
)

// rawService has one user, whose members it keeps as they are spelled.
type rawService struct {
	mu      sync.Mutex
	members map[string]json.RawMessage
	sent    []string
}

func (r *rawService) around(next http.RoundTripper) http.RoundTripper {
	return roundTrip(func(q *http.Request) (*http.Response, error) {
		r.mu.Lock()
		defer r.mu.Unlock()
		switch {
		case strings.HasSuffix(q.URL.Path, "/users"):
			return answered(`{"data":[` + r.user() + `],"meta":{"pagination":{"total":1,"count":1,"per_page":100,"current_page":1,"total_pages":1}}}`), nil
		case !strings.HasSuffix(q.URL.Path, "/users/odd"):
			return next.RoundTrip(q)
		case q.Method == http.MethodPut:
			body, _ := io.ReadAll(q.Body)
			r.put(body)
		}
		return answered(`{"data":` + r.user() + `}`), nil
	})
}

// put takes the members of a body over, byte for byte.
func (r *rawService) put(body []byte) {
	r.sent = append(r.sent, string(body))
	var members map[string]json.RawMessage
	if err := json.Unmarshal(body, &members); err != nil {
		panic(err)
	}
	maps.Copy(r.members, members)
}

func (r *rawService) user() string {
	var b strings.Builder
	b.WriteString(`{"uid":"odd","createdAt":1700000000,"status":"offline"`)
	for _, key := range slices.Sorted(maps.Keys(r.members)) {
		fmt.Fprintf(&b, `,%q:%s`, key, r.members[key])
	}
	return b.String() + "}"
}

// awkward is what texts are made of that some field, terminal or editor cannot
// hold, as JSON spells it.
var awkward = []string{
	"a", "Z", " ", "é", "日本", "👩‍👩‍👧", "e\u0301", "\u0301", "नमस्ते", `\"`, `\\`, `\/`, "//", "/*", "*/", ",", "}", "]", "{", "<&>", "'",
	`\n`, `\r\n`, `\r`, `\t`, `\u0000`, `\u001b[2J`, "\u007f", "\u0085", `\u0085`, "\u009b", "\u00ad", "\u200b", `\u200b`, "\u202e", `\u202E`,
	"\u2028", "\u2066", "\ufeff", "\ufffd", `\ufffd`, `\uFFFD`, "\ufffe", "\U0001fffe", `\ud83f\udffe`, "\U000e0041", `\ud800`, `\udc00`, "\xff", "\xc3\x28",
	`\u00e9`, "\u3164", "\u2800",
}

// drawSpelled draws a JSON string and is at pains to spell it oddly.
func drawSpelled(t *rapid.T, label string) json.RawMessage {
	pieces := rapid.SliceOfN(rapid.SampledFrom(awkward), 0, 5).Draw(t, label)
	return json.RawMessage(`"` + strings.Join(pieces, "") + `"`)
}

// drawObject draws the members of an object, without the braces.
func drawObject(t *rapid.T, label string, depth int) string {
	var b strings.Builder
	for i := range rapid.IntRange(0, 3).Draw(t, label+" keys") {
		if i > 0 {
			b.WriteString(rapid.SampledFrom([]string{",", " , ", ",\r\n\t"}).Draw(t, "comma"))
		}
		key := drawSpelled(t, label+" key")
		fmt.Fprintf(&b, `%s%d"`, key[:len(key)-1], i)
		b.WriteString(rapid.SampledFrom([]string{":", " :\t", ": "}).Draw(t, "colon"))
		b.WriteString(drawValue(t, label, depth))
	}
	return b.String()
}

func drawValue(t *rapid.T, label string, depth int) string {
	switch rapid.IntRange(0, 3).Draw(t, "kind") {
	case 0:
		return rapid.SampledFrom([]string{"1.50", "-0", "1E+400", "null", "[ ]", "{ }", "123456789012345678901234567890", "true"}).Draw(t, "value")
	case 1:
		if depth > 0 {
			return "{" + drawObject(t, label+"/", depth-1) + "}"
		}
	case 2:
		return "[" + string(drawSpelled(t, label+" item")) + ", 1.0]"
	}
	return string(drawSpelled(t, label+" text"))
}

func drawMembers(t *rapid.T) map[string]json.RawMessage {
	members := map[string]json.RawMessage{"name": []byte(`"N"`)}
	for _, key := range []string{"name", "avatar", "link", "role", "statusMessage"} {
		if rapid.Bool().Draw(t, "has "+key) {
			members[key] = drawSpelled(t, key)
		}
	}
	var tags []string
	for range rapid.IntRange(0, 3).Draw(t, "tags") {
		tags = append(tags, string(drawSpelled(t, "tag")))
	}
	members["tags"] = json.RawMessage("[" + strings.Join(tags, ", ") + "]")
	return members
}

// touched is what one save is to change, and how.
type touched struct {
	member string
	do     func(s *uitest.Screen, comma string)
}

const newLink = "https://x.example"

var touches = map[string]touched{
	"type a message": {"statusMessage", func(s *uitest.Screen, _ string) {
		toField(s.Press("e"), "Status message").Press("ctrl+u").Type("x")
	}},
	"type a link": {"link", func(s *uitest.Screen, _ string) { toField(s.Press("e"), "Link").Press("ctrl+u").Type(newLink) }},
	"add a tag":   {"tags", func(s *uitest.Screen, _ string) { toField(s.Press("e"), "Tags").Type("touched,") }},
	"type into metadata": {"metadata", func(s *uitest.Screen, comma string) {
		toField(s.Press("e"), "Metadata").Press("right").Type(`"touched":1` + comma)
	}},
	"format metadata": {"metadata", func(s *uitest.Screen, comma string) {
		toField(s.Press("e"), "Metadata").Press("right").Paste(`"touched":1` + comma).Press("ctrl+l")
	}},
	"metadata in the editor": {"metadata", func(s *uitest.Screen, _ string) { toField(s.Press("e"), "Metadata").Press("ctrl+e") }},
	"the user in the editor": {"link", func(s *uitest.Screen, _ string) { s.Press("E") }},
}

var (
	linkLine  = regexp.MustCompile(`(?m)^  "link": .*$`)
	firstLine = regexp.MustCompile(`(?m)^\{`)
)

// inEditor is what a person does in the editor: of a user the link is changed, of
// metadata a key is added.
func inEditor(text string) string {
	if linkLine.MatchString(text) {
		return linkLine.ReplaceAllString(text, `  "link": "`+newLink+`",`)
	}
	return firstLine.ReplaceAllString(text, `{"touched": 1,`)
}

// Whatever a user holds that a field, a terminal or the editor cannot, saving
// changes what was touched and no other byte: also where a colleague saves
// meanwhile, where the same field has to be decided about, and where the program is
// killed in between.
func TestWhatIsNotTouchedStaysByteForByte(t *testing.T) {
	first := uitest.New(t)
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom(slices.Sorted(maps.Keys(touches))).Draw(r, "touch")
		touch := touches[name]
		metadata := drawObject(r, "metadata", 2)
		service := &rawService{members: drawMembers(r)}
		service.members["metadata"] = json.RawMessage("{" + metadata + "}")
		before := maps.Clone(service.members)
		comma := ","
		if metadata == "" {
			comma = ""
		}
		dir := t.TempDir()
		ascii := rapid.Bool().Draw(r, "ascii")
		editor := func(text string) string {
			if ascii && strings.ContainsFunc(text, func(r rune) bool { return r > '~' }) {
				t.Errorf("the editor gets %q", text)
			}
			return inEditor(text)
		}
		options := []uitest.Option{uitest.Over(first), uitest.Around(service.around), uitest.Editor(editor), uitest.Drafts(dir)}
		if ascii {
			options = append(options, uitest.ASCII())
		}
		boot := func() *uitest.Screen { return uitest.New(t, options...) }
		s := boot()
		touch.do(s, comma)
		if rapid.IntRange(0, 3).Draw(r, "killed") == 0 && !strings.Contains(s.Frame(), "locked: damaged") {
			s.Kill()
			s = boot().Press("enter") // goes on with what was typed
		}
		colleague := rapid.SampledFrom([]string{"", "name", "metadata", touch.member}).Draw(r, "colleague")
		service.colleague(colleague, metadata+comma)
		s.Press("ctrl+s")
		if strings.Contains(s.Frame(), "Somebody else has changed") {
			s.Press("m", "ctrl+s", "e", "ctrl+s") // and back in the form for a look
		}
		s.Press("ctrl+s")
		frame := s.Frame()
		s.Kill()
		want := wanted(before, touch.member, colleague, metadata, comma)
		for _, member := range slices.Sorted(maps.Keys(want)) {
			if got := service.members[member]; !sameBytes(member, got, want[member]) {
				r.Fatalf("%s: %s is %q, want %q\nsent: %q\n%s", name, member, got, want[member], service.sent, frame)
			}
		}
	})
}

// colleague changes a member meanwhile.
func (r *rawService) colleague(member, metadata string) {
	r.mu.Lock()
	defer r.mu.Unlock()
	switch member {
	case "":
	case "metadata":
		r.members[member] = json.RawMessage("{" + metadata + `"colleague":true}`)
	case "tags":
		r.members[member] = json.RawMessage(`["colleague"]`)
	default:
		r.members[member] = json.RawMessage(`"colleague\ufffd"`)
	}
}

// wanted is what the service is to have at the end.
func wanted(before map[string]json.RawMessage, member, colleague, metadata, comma string) map[string]json.RawMessage {
	theirs := &rawService{members: maps.Clone(before)}
	theirs.colleague(colleague, metadata+comma)
	want := theirs.members
	switch member {
	case "link":
		want[member] = json.RawMessage(`"` + newLink + `"`)
	case "statusMessage":
		want[member] = json.RawMessage(`"x"`)
	case "tags":
		var tags []string
		couldBe := jsonv2.Unmarshal(before[member], &tags) == nil // else they are locked
		if jsonv2.Unmarshal(want[member], &tags) == nil && couldBe {
			want[member] = mustJSON(append(tags, "touched"))
		}
	case "metadata":
		want[member] = json.RawMessage(`{"touched":1` + comma + metadata + "}")
		if colleague == member {
			want[member] = json.RawMessage("{" + metadata + comma + `"colleague":true,"touched":1}`)
		}
	}
	return want
}

// sameBytes compares two members byte for byte, but for white space between the
// tokens, and for how the characters of tags are spelled.
func sameBytes(member string, a, b json.RawMessage) bool {
	if member == "tags" {
		return bytes.Equal(respelled(a), respelled(b))
	}
	return bytes.Equal(model.Metadata(a).Compact(), model.Metadata(b).Compact())
}

func respelled(tags json.RawMessage) json.RawMessage {
	var list []string
	_ = json.Unmarshal(tags, &list)
	return mustJSON(list)
}

func mustJSON(v any) json.RawMessage {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err)
	}
	return text
}

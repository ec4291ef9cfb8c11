package devserver

import (
	"bytes"
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"
)

// contract is the document and the test's records about it.
type contract struct {
	document *openapi3.T
	// asked holds the operations that were answered correctly.
	asked map[string]bool
	// needed holds the slips that occurred.
	needed map[string]bool
}

// loadContract reads the document. Some of its defaults have the wrong type
// (perPage is "100") and some of its examples are wider than their schemas:
// known slips.
func loadContract(t *testing.T) *contract {
	t.Helper()
	document, err := openapi3.NewLoader().LoadFromFile(filepath.Join("testdata", "cometchat-openapi.json"))
	if err != nil {
		t.Fatal(err)
	}
	err = document.Validate(t.Context(), openapi3.DisableSchemaDefaultsValidation(), openapi3.DisableExamplesValidation())
	if err != nil {
		t.Fatal(err)
	}
	return &contract{document, map[string]bool{}, map[string]bool{}}
}

// operations lists every method and path in the document.
func (d *contract) operations() []string {
	var all []string
	for path, item := range d.document.Paths.Map() {
		for method := range item.Operations() {
			all = append(all, method+" "+path)
		}
	}
	slices.Sort(all)
	return all
}

// TestContract sends every published operation as documented and compares the
// answers with the document.
func TestContract(t *testing.T) {
	a := population(t)
	d := loadContract(t)
	token, spare := a.token("cometchat-uid-1"), a.token("cometchat-uid-1")
	key := a.newKey("Contract", "authOnly").APIKey
	one, other := map[string]string{"uid": "cometchat-uid-1"}, map[string]string{"uid": "cometchat-uid-2"}
	for _, s := range contractSteps(one, other, token, spare, key) {
		a.run(s.operation+s.query, func(t *testing.T) { d.check(a, s) })
	}
	for operation := range notServed {
		a.run(operation, func(t *testing.T) { d.checkNotServed(a, operation) })
	}
	for _, operation := range d.operations() {
		if !d.asked[operation] {
			t.Errorf("%s is never requested", operation)
		}
	}
	for slip := range slips {
		if !d.needed[slip] {
			t.Errorf("the exception for %s is not needed", slip)
		}
	}
}

// check sends the request and compares it and the answer with the document.
func (d *contract) check(a *app, s step) {
	a.t.Helper()
	method, template, _ := strings.Cut(s.operation, " ")
	item := d.document.Paths.Value(template)
	if item == nil || item.GetOperation(method) == nil {
		a.t.Fatal("the document has no such operation")
	}
	path := template
	for name, value := range s.in {
		path = strings.ReplaceAll(path, "{"+name+"}", value)
	}
	input := d.input(a, item, method, path+s.query, s)
	if err := openapi3filter.ValidateRequest(a.t.Context(), input); err != nil && requestSlips[s.operation] == "" {
		a.t.Fatalf("the request is not as published: %v", err)
	}
	got := a.admin(method, path+s.query, s.body).ok()
	err := openapi3filter.ValidateResponse(a.t.Context(), &openapi3filter.ResponseValidationInput{
		RequestValidationInput: input, Status: got.status, Header: got.header,
		Body:    io.NopCloser(strings.NewReader(got.text)),
		Options: &openapi3filter.Options{IncludeResponseStatus: true},
	})
	if err != nil {
		a.t.Errorf("the answer is not as published: %v", err)
	}
	d.checkMembers(a, s.operation, item.GetOperation(method), got)
	d.asked[s.operation] = true
}

// checkNotServed expects the published answer for an unknown endpoint.
func (d *contract) checkNotServed(a *app, operation string) {
	a.t.Helper()
	method, path, _ := strings.Cut(operation, " ")
	path = strings.NewReplacer("{role}", "vip", "{permission}", "p").Replace(path)
	a.admin(method, path, "{}").fails(http.StatusNotFound, "ERR_API_NOT_FOUND", nil)
	d.asked[operation] = true
}

func (d *contract) input(a *app, item *openapi3.PathItem, method, target string, s step) *openapi3filter.RequestValidationInput {
	a.t.Helper()
	r, err := http.NewRequest(method, "http://app.test/v3"+target, bytes.NewReader([]byte(s.body)))
	if err != nil {
		a.t.Fatal(err)
	}
	r.Header.Set("apikey", a.Facts().APIKey)
	if s.body != "" {
		r.Header.Set("Content-Type", "application/json")
	}
	return &openapi3filter.RequestValidationInput{
		Request: r, PathParams: s.in,
		Route:   &routers.Route{Spec: d.document, PathItem: item, Method: method, Operation: item.GetOperation(method)},
		Options: &openapi3filter.Options{AuthenticationFunc: openapi3filter.NoopAuthenticationFunc, SkipSettingDefaults: true},
	}
}

// checkMembers looks for members the document does not know, which the schemas
// alone allow, and for values whose type differs from the published example.
func (d *contract) checkMembers(a *app, operation string, o *openapi3.Operation, got answer) {
	a.t.Helper()
	content := o.Responses.Status(http.StatusOK).Value.Content.Get("application/json")
	var answered any
	got.decode(&answered)
	known := members{}
	known.schema("", content.Schema.Value)
	known.value("", plain(a.t, content.Example))
	for _, example := range content.Examples {
		known.value("", plain(a.t, example.Value.Value))
	}
	for _, each := range slices.Sorted(maps.Keys(members{}.value("", answered))) {
		if !known[each] && !d.excepted(operation+" "+each) {
			a.t.Errorf("unpublished: %s %s", operation, each)
		}
	}
}

// excepted reports whether the member, or one that contains it, is among the
// slips.
func (d *contract) excepted(member string) bool {
	for slip := range slips {
		rest, ok := strings.CutPrefix(member, slip)
		if ok && strings.IndexAny(rest, " .[") == 0 {
			d.needed[slip] = true
			return true
		}
	}
	return false
}

// plain converts an example to the types that decoding an answer yields.
func plain(t *testing.T, example any) (value any) {
	t.Helper()
	text, err := json.Marshal(example)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &value); err != nil {
		t.Fatal(err)
	}
	return value
}

// members is a set of members with their types: "data[].tags[] string".
type members map[string]bool

func (m members) value(at string, value any) members {
	switch value := value.(type) {
	case map[string]any:
		m[at+" object"] = true
		if freeForm.MatchString(at) {
			break
		}
		for name, member := range value {
			m.value(at+"."+generic(name), member)
		}
	case []any:
		m[at+" array"] = true
		for _, element := range value {
			m.value(at+"[]", element)
		}
	case nil:
		m[at+" null"] = true
	case string:
		m[at+" string"] = true
	case float64:
		m[at+" number"] = true
	case bool:
		m[at+" boolean"] = true
	}
	return m
}

// schema adds the members a schema names. A schema that says nothing about an
// object's members, like most here, adds none.
func (m members) schema(at string, s *openapi3.Schema) {
	for _, kind := range s.Type.Slice() {
		m[at+" "+strings.Replace(kind, "integer", "number", 1)] = true
	}
	for name, member := range s.Properties {
		m.schema(at+"."+generic(name), member.Value)
	}
	for _, part := range s.AllOf {
		m.schema(at, part.Value)
	}
	if s.Items != nil {
		m.schema(at+"[]", s.Items.Value)
	}
}

// freeForm matches the members whose objects hold anything a caller puts in.
var freeForm = regexp.MustCompile(`\.(metadata|appInfo|settings)$`)

var uidMember = regexp.MustCompile(`^(<uid2?>|cometchat-uid-\d+|uid\d+|nobody|imported|bad)$`)

// generic replaces a uid used as a member name with *.
func generic(name string) string {
	if uidMember.MatchString(name) {
		return "*"
	}
	return name
}

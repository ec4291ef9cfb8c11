package devserver

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// population is the sample users plus a few made for the filters, created one
// second apart. Newest first they are f e d c b a, then the samples.
func population(t *testing.T) *app {
	t.Helper()
	a := sampleApp(t)
	for _, user := range []string{
		`{"uid":"ab","name":"Élan Vital","tags":["red","x,y"]}`,
		`{"uid":"bc","name":"éLAN 100%","role":"vip","tags":["red","blue"]}`,
		`{"uid":"cd","name":"andromeda_","role":"admin"}`,
		`{"uid":"de","name":"andromeda1","role":"vip","tags":["x"]}`,
		`{"uid":"ef","name":"田中さくら","role":"guest","tags":["blue"]}`,
		`{"uid":"andrew","name":"\uffff\udbff\udfffz"}`,
	} {
		a.now = a.now.Add(time.Second)
		a.admin("POST", "/users", user).ok()
	}
	a.as("bc")("PUT", "/me", `{"platform":"WEB","deviceId":"d"}`).ok()
	return a
}

func TestFiltersOfBothAPIs(t *testing.T) {
	a := population(t)
	me := a.as("cometchat-uid-1")
	for query, want := range map[string]string{
		"":                                      "andrew ef de cd bc ab 1 2 3 4 5",
		"searchKey=AND":                         "andrew de cd 1",
		"searchKey=and&searchIn=uid":            "andrew",
		"searchKey=and&searchIn=name":           "de cd 1",
		"searchKey=and&searchIn[]=name,uid":     "andrew de cd 1",
		"searchKey=and&searchIn=name,color":     "de cd 1",
		"searchKey=and&searchIn=color":          "",
		"searchIn=uid":                          "andrew ef de cd bc ab 1 2 3 4 5",
		"searchKey=%C3%89lan":                   "bc ab",
		"searchKey=%C3%A9lan%20100%25":          "bc",
		"searchKey=%25":                         "",
		"searchKey=andromeda_":                  "cd",
		"searchKey=%C3%A9lan%20100%":            "bc",
		"searchKey=élan+100%25&tags=red%,blue":  "bc",
		"searchKey=%":                           "",
		"searchKey=%zz":                         "",
		"role=%zz":                              "",
		"tags=%":                                "",
		"%=1&role=admin":                        "cd",
		"searchKey=_":                           "",
		"searchKey=%E7%94%B0":                   "ef",
		"searchKey=%EF%BF%BF%F4%8F%BF%BF":       "andrew",
		"searchKey=%EF%BF%BF%F4%8F%BF%BF%FF":    "",
		"searchKey=a'%20OR%201%3D1--":           "",
		"status=available":                      "bc",
		"status=Available":                      "bc",
		"status=offline&searchKey=b":            "",
		"status=online":                         "",
		"role=vip":                              "de bc",
		"roles=vip,ADMIN":                       "de cd bc",
		"roles=vip&roles=admin":                 "de cd bc",
		"roles[]=vip&roles[]=admin":             "de cd bc",
		"roles=guest&role=admin":                "ef cd",
		"role=king":                             "",
		"roles=":                                "andrew ef de cd bc ab 1 2 3 4 5",
		"roles=,":                               "",
		"tags[]=+":                              "",
		"roles=,&role=admin":                    "cd",
		"roles[0]=vip&roles[7]=admin":           "de cd bc",
		"roles%5Bx%5D=vip":                      "de bc",
		"role[0]=vip":                           "de bc",
		"roles[=vip":                            "de bc",
		"roles[a][b]=vip":                       "de bc",
		"tags[0]=red&tags[1]=blue":              "ef bc ab",
		"status[0]=available":                   "bc",
		"searchKey[0]=and&searchIn[0]=uid":      "andrew",
		"searchKey=and&searchIn=,":              "",
		"tags=red":                              "bc ab",
		"tags=red,blue":                         "ef bc ab",
		"tags=red%2Cblue":                       "ef bc ab",
		"tags=blue&tags=nothing":                "ef bc",
		"tags=Red":                              "",
		"tags=x%2Cy,nothing":                    "ab",
		"tags=red&role=vip&searchKey=%C3%A9":    "bc",
		"count=true&role=admin":                 "cd",
		"unknown=1&role=admin&role%00=x":        "cd",
		"perPage=2":                             "andrew ef",
		"per_page=2&page=2":                     "de cd",
		"perPage=2&page=6":                      "5",
		"perPage=2&page=7":                      "",
		"per_page=0&page=0&role=admin":          "cd",
		"page=9223372036854775807&perPage=1000": "",
	} {
		if got := a.admin("GET", "/users?"+query, "").uids(); got != want {
			t.Errorf("key: %s\n got %q\nwant %q", query, got, want)
		}
		if strings.Contains(strings.ToLower(query), "page") {
			continue // the two APIs order differently
		}
		others := without(want, "1")
		if got := sortedWords(me("GET", "/users?"+query, "").uids()); got != others {
			t.Errorf("token: %s\n got %q\nwant %q", query, got, others)
		}
	}
}

// without removes a word and sorts the rest.
func without(words, word string) string {
	return strings.Join(slices.DeleteFunc(strings.Fields(sortedWords(words)), func(w string) bool { return w == word }), " ")
}

func sortedWords(words string) string {
	return strings.Join(slices.Sorted(slices.Values(strings.Fields(words))), " ")
}

func TestFiltersOfTheClientAPI(t *testing.T) {
	a := population(t)
	me := a.as("cometchat-uid-1")
	me("POST", "/blockedusers", `{"blockedUids":["de","cometchat-uid-4"]}`).ok()
	a.admin("POST", "/users/ef/blockedusers", `{"blockedUids":["cometchat-uid-1"]}`).ok()
	a.admin("DELETE", "/users/cometchat-uid-5", "").ok()
	for query, want := range map[string]string{
		"":                              "bc de cd 2 3 4 ab ef andrew",
		"onlyDeactivated=1":             "bc de cd 2 3 4 ab ef andrew",
		"hideBlockedUsers=1":            "bc cd 2 3 ab ef andrew",
		"hideBlockedUsers=1&per_page=2": "bc cd",
		"hideBlockedUsers=1&per_page=3&page=2&sortBy=name": "bc ab ef",
		"friendsOnly=1":                        "",
		"uids=cometchat-uid-2,AB,nobody":       "2 ab",
		"uids=cometchat-uid-2,cometchat-uid-1": "1 2",
		"uids=cometchat-uid-5":                 "",
		"uids[0]=ab&uids[1]=bc":                "bc ab",
		"uids=,":                               "",
		"friendsOnly[0]=1":                     "",
		"sortBy=name":                          "de cd 2 3 4 bc ab ef andrew",
		"sortBy=name&sortOrder=desc":           "andrew ef ab bc 4 3 2 cd de",
		"sortBy=name&sortOrder=up":             "de cd 2 3 4 bc ab ef andrew",
		"sortBy=status&sortOrder=asc":          "bc de cd 2 3 4 ab ef andrew",
		"sortBy=Status&sortOrder=DESC":         "de cd 2 3 4 ab ef andrew bc",
		"sortOrder=desc":                       "de cd 2 3 4 ab ef andrew bc",
		"sortBy=age":                           "bc de cd 2 3 4 ab ef andrew",
		"sortBy=name&per_page=3&page=2":        "3 4 bc",
		"per_page=4&page=3":                    "andrew",
		"per_page=4&page=4":                    "",
		"sortBy=status&roles=vip,nonsense":     "bc de",
	} {
		if got := me("GET", "/users?"+query, "").uids(); got != want {
			t.Errorf("%s\n got %q\nwant %q", query, got, want)
		}
	}
	got := me("GET", "/users?per_page=4", "").list()
	if want := (wirePages{Total: 9, Count: 4, PerPage: 4, CurrentPage: 1, TotalPages: 3}); got.Meta.Pagination != want {
		t.Errorf("pages %+v, want %+v", got.Meta.Pagination, want)
	}
	for _, u := range me("GET", "/users", "").list().Data {
		if u.BlockedByMe != (u.UID == "de" || u.UID == "cometchat-uid-4") || u.HasBlockedMe != (u.UID == "ef") {
			t.Errorf("relations of %s: %+v", u.UID, u)
		}
	}
	me("GET", "/users?uids="+strings.Repeat("a,", 26)+"b", "").invalid("uids")
}

// An unreadable filter is refused or selects nobody, however its name is
// spelled: it never selects everybody.
func TestUnreadableFiltersNeverWidenAList(t *testing.T) {
	a := sampleApp(t)
	me := a.as("cometchat-uid-1")
	for _, name := range []string{"searchKey", "status", "role", "roles", "tags", "uids", "searchKey=a&searchIn",
		"friendsOnly", "hideBlockedUsers", "onlyDeactivated", "withTags"} {
		for _, brackets := range []string{"", "[]", "[0]", "%5B0%5D", "[x]", "[", "[a][b]"} {
			for _, value := range []string{"%", "%zz", "nonsense", ",", "[]"} {
				query := name + brackets + "=" + value
				ask := me
				if name == "onlyDeactivated" {
					ask = a.admin
				}
				got := ask("GET", "/users?"+query, "")
				if got.status != 400 && got.uids() != "" {
					t.Errorf("%s lists %s", query, got.uids())
				}
			}
		}
	}
}

func TestListShowsTagsWhenAsked(t *testing.T) {
	a := population(t)
	if strings.Contains(a.admin("GET", "/users", "").ok().text, `"tags"`) {
		t.Error("tags without withTags")
	}
	for _, yes := range []string{"1", "true", "True"} {
		got := a.admin("GET", "/users?perPage=5&withTags="+yes, "").list().Data
		want := [][]string{nil, {"blue"}, {"x"}, nil, {"red", "blue"}}
		for i := range want {
			if diff := cmp.Diff(want[i], got[i].Tags); diff != "" {
				t.Errorf("tags of %s (-want +got):\n%s", got[i].UID, diff)
			}
		}
	}
}

func TestCountedPaging(t *testing.T) {
	a := population(t)
	for page, count := range []int{4, 4, 3, 0} {
		got := a.admin("GET", fmt.Sprintf("/users?perPage=4&page=%d", page+1), "").list().Meta
		want := wirePages{Total: 11, Count: count, PerPage: 4, CurrentPage: page + 1, TotalPages: 3}
		if got.Pagination != want {
			t.Errorf("page %d: %+v, want %+v", page+1, got.Pagination, want)
		}
		if got.Cursor == nil || got.Cursor.UpdatedAt != testNow.Unix()+6 || got.Cursor.Affix != "prepend" {
			t.Errorf("page %d: cursor %+v", page+1, got.Cursor)
		}
	}
	if got := a.admin("GET", "/users?role=admin", "").list().Meta.Pagination; got != (wirePages{1, 1, 100, 1, 1}) {
		t.Errorf("of one admin: %+v", got)
	}
	if got := a.admin("GET", "/users?role=king", "").list().Meta.Pagination; got != (wirePages{0, 0, 100, 1, 1}) {
		t.Errorf("of an empty list: %+v", got)
	}
}

func TestBadFilters(t *testing.T) {
	a := sampleApp(t)
	for query, field := range map[string]string{
		"perPage=many":                 "perPage",
		"per_page=-1":                  "perPage",
		"perPage=1001":                 "perPage",
		"perPage=1e3":                  "perPage",
		"page=-1":                      "page",
		"page=99999999999999999999999": "page",
		"withTags=perhaps":             "withTags",
		"onlyDeactivated=2":            "onlyDeactivated",
	} {
		a.admin("GET", "/users?"+query, "").invalid(field)
	}
	a.admin("GET", "/users/cometchat-uid-1?withTags=perhaps", "").invalid("withTags")
}

// The pages together are the whole list, in order and without repetition,
// whatever the page size.
func TestPagesMakeTheWhole(t *testing.T) {
	a := newApp(t, Options{Users: 20})
	for _, filter := range []string{"", "&withDeactivated=1", "&status=offline", "&roles=default", "&searchKey=s"} {
		whole := a.admin("GET", "/users?perPage=1000"+filter, "").uids()
		for _, size := range []int{2, 7, 25} {
			var pages []string
			for page := 1; ; page++ {
				uids := a.admin("GET", fmt.Sprintf("/users?perPage=%d&page=%d%s", size, page, filter), "").uids()
				if uids == "" {
					break
				}
				pages = append(pages, uids)
			}
			if got := strings.Join(pages, " "); got != whole {
				t.Errorf("%q by %d:\n got %s\nwant %s", filter, size, got, whole)
			}
		}
	}
}

// Lists are read from an index alone, in its order: no user row is read and
// nothing is sorted.
func TestListsUseTheirIndexes(t *testing.T) {
	a := sampleApp(t)
	for want, read := range map[string]func() (string, []any){
		"SCAN u USING COVERING INDEX users_listed":                              userQuery{}.ordered,
		"SCAN u USING COVERING INDEX users_listed ":                             userQuery{lifecycle: allUsers}.ordered,
		"SCAN u USING COVERING INDEX users_listed  ":                            userQuery{lifecycle: deactivatedUsers}.ordered,
		"SCAN u USING COVERING INDEX users_named":                               userQuery{order: byName}.ordered,
		"SCAN u USING COVERING INDEX users_listed   ":                           userQuery{status: "offline"}.unordered,
		"SCAN u USING COVERING INDEX users_listed    ":                          userQuery{roles: []string{"vip"}, status: "offline"}.unordered,
		"SEARCH u USING COVERING INDEX users_named (name_key>? AND name_key<?)": userQuery{prefix: "a", searchName: true}.unordered,
		"SEARCH u USING COVERING INDEX users_uid (uid>? AND uid<?)":             userQuery{prefix: "a", searchUID: true}.unordered,
		"SEARCH tags USING COVERING INDEX tags_tag (tag=?)":                     userQuery{tags: []string{"x"}}.unordered,
	} {
		query, args := read()
		plan := a.plan(query, args)
		if !strings.HasPrefix(plan, strings.TrimSpace(want)) || strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("want %s\n%s", want, plan)
		}
	}
}

// plan is SQLite's plan for a query.
func (a *app) plan(query string, args []any) string {
	a.t.Helper()
	steps, err := collect(a.t.Context(), a.store.reader, func(row scanner) (detail string, err error) {
		var id, parent, unused int
		err = row.Scan(&id, &parent, &unused, &detail)
		return detail, err
	}, "EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		a.t.Fatal(err)
	}
	return strings.Join(steps, "\n")
}

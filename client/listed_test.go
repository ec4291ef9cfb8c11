package client

import (
	"context"
	"errors"
	"reflect"
	"testing"

	"census/model"
)

// pages is a list of users, one per page; an empty one is unreadable.
type pages struct {
	list  []Page
	asked []ListOptions
}

var errNoPage = errors.New("no page")

func (p *pages) ListUsers(_ context.Context, o ListOptions) (Page, error) {
	p.asked = append(p.asked, o)
	page := p.list[max(o.Page, 1)-1]
	if page.Rows() == 0 {
		return Page{}, errNoPage
	}
	if len(p.list) > max(o.Page, 1) {
		page.Next = max(o.Page, 1) + 1
	}
	return page, nil
}

func TestAUserIsFoundAmongThoseWhoseUIDBeginsAlike(t *testing.T) {
	others := Page{Users: []model.User{{UID: "ann-2"}, {UID: "anna"}}}
	ann := model.User{UID: "Ann", Tags: []string{"vip"}, TagsKnown: true}
	with := Page{Users: []model.User{{UID: "ann-3"}, ann}}
	damaged := Page{Users: others.Users, LeftOut: []LeftOut{{Row: 3}}}
	for name, test := range map[string]struct {
		list  []Page
		want  Listed
		asked int
		err   error
	}{
		"on a later page":          {[]Page{others, with, others}, Listed{User: ann, Found: true}, 2, nil},
		"behind a damaged row":     {[]Page{damaged, with}, Listed{User: ann, Found: true}, 2, nil},
		"nowhere":                  {[]Page{others, others}, Listed{IsCertain: true}, 2, nil},
		"perhaps a damaged row":    {[]Page{damaged, others}, Listed{}, 2, nil},
		"behind too many":          {[]Page{others, others, others, others, others, with}, Listed{}, maxAlikePages, nil},
		"on an unreadable page":    {[]Page{others, {}}, Listed{}, 2, errNoPage},
		"before an unreadable one": {[]Page{with, {}}, Listed{User: ann, Found: true}, 1, nil},
	} {
		from := &pages{list: test.list}
		got, err := FindListed(t.Context(), from, "ann", ActiveAndDeactivated)
		if !reflect.DeepEqual(got, test.want) || !errors.Is(err, test.err) || len(from.asked) != test.asked {
			t.Errorf("%s: %+v, %v, after %d pages", name, got, err, len(from.asked))
		}
		if o := from.asked[0]; o.Search != "ann" || o.SearchIn[0] != SearchUID || !o.WithTags || o.Lifecycle != ActiveAndDeactivated {
			t.Errorf("%s: asked %+v", name, o)
		}
	}
}

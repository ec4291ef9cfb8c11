package drafts

import (
	"crypto/rand"
	"encoding/json"
	"errors"
	"fmt"
	"time"

	"census/model"
)

// Draft is the text typed into one form.
type Draft struct {
	// ID identifies the draft, from [NewID], while its form is open.
	ID string
	// Profile and UID say which user the form is about; UID is empty for a new
	// user.
	Profile string
	UID     string
	// Base is the user that was being edited.
	Base model.User
	// Values are the edited fields, as typed: they need not be valid.
	Values map[model.Key]model.Value
	// Text is the text given to the person's own editor that is not among the
	// values yet, or nil.
	Text *Text
	// Time is when it was typed. Of two saved states of a draft the later one
	// counts, whichever reaches the disk first.
	Time time.Time
}

// Text is a file open in the person's own editor. It is removed when its draft
// is discarded, or saved without it.
type Text struct {
	// Path is the file's path. Its name contains the draft's id.
	Path string
	// Given is what the editor was given: a file that still equals it has not
	// been edited.
	Given string
	// Whole means that the text is the whole user rather than just the metadata.
	Whole bool
}

// NewID returns an id for a draft.
func NewID() string { return rand.Text() }

// version is the version of the file format. Files of later versions are left
// alone.
const version = 2

var (
	errVersion   = errors.New("it was written by a newer version of census")
	errNotADraft = errors.New("it is cut off or not a draft")
)

type file struct {
	Version int                     `json:"version"`
	ID      string                  `json:"id"`
	Profile string                  `json:"profile"`
	UID     string                  `json:"uid,omitempty"`
	Time    time.Time               `json:"time"`
	Base    model.Record            `json:"base"`
	Values  map[model.Key]fileValue `json:"values"`
	Text    *fileText               `json:"editor,omitempty"`
}

type fileText struct {
	Path  model.RawText `json:"path"`
	Given model.RawText `json:"given"`
	Whole bool          `json:"whole,omitempty"`
}

type fileValue struct {
	Text model.RawText   `json:"text,omitempty"`
	Tags []model.RawText `json:"tags,omitempty"`
	Time model.UnixTime  `json:"time,omitempty"`
	Flag bool            `json:"flag,omitempty"`
}

func encode(d Draft) ([]byte, error) {
	f := file{
		Version: version, ID: d.ID, Profile: d.Profile, UID: d.UID, Time: d.Time,
		Base: model.Record(d.Base), Values: map[model.Key]fileValue{},
	}
	for key, v := range d.Values {
		value := fileValue{Text: model.RawText(v.Text), Time: v.Time, Flag: v.Flag}
		for _, tag := range v.Tags {
			value.Tags = append(value.Tags, model.RawText(tag))
		}
		f.Values[key] = value
	}
	if t := d.Text; t != nil {
		f.Text = &fileText{Path: model.RawText(t.Path), Given: model.RawText(t.Given), Whole: t.Whole}
	}
	return json.Marshal(f)
}

// decode reads a file written by encode for this id. Its errors do not quote
// the content.
func decode(text []byte, id string) (Draft, error) {
	var head struct{ Version int }
	if json.Unmarshal(text, &head) != nil || head.Version < 1 {
		return Draft{}, errNotADraft
	}
	if head.Version > version {
		return Draft{}, errVersion
	}
	var f file
	if json.Unmarshal(text, &f) != nil || f.ID != id {
		return Draft{}, errNotADraft
	}
	d := Draft{
		ID: f.ID, Profile: f.Profile, UID: f.UID, Time: f.Time,
		Base: model.User(f.Base), Values: map[model.Key]model.Value{},
	}
	for key, v := range f.Values {
		value := model.Value{Text: string(v.Text), Time: v.Time, Flag: v.Flag}
		for _, tag := range v.Tags {
			value.Tags = append(value.Tags, string(tag))
		}
		d.Values[key] = value
	}
	if t := f.Text; t != nil {
		d.Text = &Text{Path: string(t.Path), Given: string(t.Given), Whole: t.Whole}
	}
	return d, nil
}

// Damage is a file that could not be read as a draft. It was not removed.
type Damage struct {
	// Path is where the file is now.
	Path string
	// Problem is a clause that does not quote the content.
	Problem string
}

// String returns "/home/…/draft-X.json.unreadable: it is cut off or not a
// draft".
func (d Damage) String() string { return fmt.Sprintf("%s: %s", model.Clean(d.Path), d.Problem) }

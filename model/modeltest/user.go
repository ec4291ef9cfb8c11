// Package modeltest makes users for tests of code that carries users from one
// place to another, so that a new field of [model.User] that is forgotten there
// fails a test. It finds the fields by reflection and lists none; the program
// must not import it.
package modeltest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"census/model"
)

// ofReading lists the fields that say how an answer was read, and are not part
// of it.
var ofReading = map[string]bool{"TagsKnown": true, "Damaged": true}

// Filled is an existing user whose fields all have distinct, non-empty values.
// Damaged lists a field; tests of code that does not store such marks must
// clear it.
func Filled(t testing.TB) model.User {
	t.Helper()
	u := model.User{Status: model.StatusAvailable, Metadata: model.Metadata(`{"a":1}`), Damaged: []model.Key{model.KeyLink}}
	v := reflect.ValueOf(&u).Elem()
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		switch {
		case !f.IsZero():
		case f.Kind() == reflect.String:
			f.SetString(strings.ToLower(name))
		case f.Kind() == reflect.Bool:
			f.SetBool(true)
		case f.Kind() == reflect.Int64:
			f.SetInt(1_600_000_000 + int64(i))
		case f.Kind() == reflect.Slice && f.Type().Elem().Kind() == reflect.String:
			f.Set(reflect.MakeSlice(f.Type(), 1, 1))
			f.Index(0).SetString(strings.ToLower(name))
		default:
			t.Fatalf("no value for %s, a %s: add one here", name, f.Type())
		}
	}
	return u
}

// Members are the members of the user's JSON object on the wire: each field
// under its wire name, with its value in JSON.
func Members(t testing.TB, u model.User) map[string]string {
	t.Helper()
	members := map[string]string{}
	v := reflect.ValueOf(u)
	for i := range v.NumField() {
		f, name := v.Field(i), v.Type().Field(i).Name
		if ofReading[name] {
			continue
		}
		member := nameOf(name)
		switch f.Kind() {
		case reflect.String:
			members[member] = fmt.Sprintf("%q", f.String())
		case reflect.Bool, reflect.Int64:
			members[member] = fmt.Sprint(f.Interface())
		case reflect.Slice:
			if metadata, ok := f.Interface().(model.Metadata); ok {
				members[member] = string(metadata)
			} else {
				members[member] = fmt.Sprintf("[%q]", f.Index(0).String())
			}
		default:
			t.Fatalf("no encoding for %s, a %s: add one here", name, f.Type())
		}
	}
	return members
}

// nameOf is a field's name on the wire: "uid", "lastActiveAt".
func nameOf(field string) string {
	if field == "UID" {
		return "uid"
	}
	return strings.ToLower(field[:1]) + field[1:]
}

// Without returns users that each lack one field, by the field's name in Go.
func Without(u model.User) map[string]model.User {
	all := map[string]model.User{}
	for i := range reflect.TypeOf(u).NumField() {
		lacking := u
		reflect.ValueOf(&lacking).Elem().Field(i).SetZero()
		all[reflect.TypeOf(u).Field(i).Name] = lacking
	}
	return all
}

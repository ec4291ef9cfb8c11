// Package modeltest makes users for tests of whatever carries them from one place
// to another, so that a field that is added to [model.User] and forgotten there
// fails a test. It reads the fields by reflection and lists none; it must not be
// imported by the program.
package modeltest

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"census/model"
)

// ofReading are the fields that say how an answer was read, and are no part of it.
var ofReading = map[string]bool{"TagsKnown": true, "Damaged": true}

// Filled is a user that exists, of whom every field holds something of its own.
// Damaged lists a field; whoever keeps no such mark takes it off.
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
			t.Fatalf("say here how to fill %s, a %s", name, f.Type())
		}
	}
	return u
}

// Members are the members of the user's JSON object on the wire: each field under
// its name there, with its value in JSON.
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
			t.Fatalf("say here how %s is written, a %s", name, f.Type())
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

// Without are users that lack one field each, by the field's name in Go.
func Without(u model.User) map[string]model.User {
	all := map[string]model.User{}
	for i := range reflect.TypeOf(u).NumField() {
		lacking := u
		reflect.ValueOf(&lacking).Elem().Field(i).SetZero()
		all[reflect.TypeOf(u).Field(i).Name] = lacking
	}
	return all
}

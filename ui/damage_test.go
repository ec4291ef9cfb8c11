package ui

import (
	"strings"
	"testing"

	"census/client"
	"census/client/mirror"
	"census/model"
)

func TestDamagedAddressesAreNotOpened(t *testing.T) {
	u := model.User{UID: "u", CreatedAt: 1, Damaged: []model.Key{model.KeyLink}}
	if reason := addressReason(u, model.KeyLink); reason != "the link is damaged" {
		t.Errorf("the link cannot be opened: %s", reason)
	}
	if reason := addressReason(u, model.KeyAvatar); reason != "the user has no avatar" {
		t.Errorf("the avatar cannot be opened: %s", reason)
	}
}

func TestADamagedPresenceIsNoPresence(t *testing.T) {
	a := newTestApp(t)
	u := model.User{UID: "u", Name: "U", CreatedAt: 1, Damaged: []model.Key{model.KeyStatus, model.KeyLastActiveAt}}
	if cell := statusCell(a.env, u); cell.Text != damagedText {
		t.Errorf("the status is %q", cell.Text)
	}
	side := strings.Join(userSide(a.env, u, 60, 40), "\n")
	if strings.Contains(side, "offline") || strings.Count(side, damagedText) != 3 {
		t.Error(side)
	}
}

// The text for the editor says the true reason, and holds no value to save.
func TestDamagedFieldsAreCommentsInTheEditor(t *testing.T) {
	a := newTestApp(t)
	u := model.User{UID: "u", Name: "U", CreatedAt: 1, Damaged: []model.Key{model.KeyRole, model.KeyTags}}
	text := ""
	for key, reason := range a.env.locked(u) {
		text += string(key) + ": " + reason + "\n"
	}
	if strings.Count(text, model.ReasonDamaged) != 2 {
		t.Errorf("locked are\n%s", text)
	}
}

func TestRowsLeftOutAreNamed(t *testing.T) {
	p := client.Page{Number: 3, LeftOut: []client.LeftOut{{Row: 7, UID: "12", Why: "uid is a number"}}}
	if got := leftOut(p); got != "1 row is left out: page 3, row 7, uid 12: uid is a number" {
		t.Error(got)
	}
	rows := []mirror.LeftOut{{Page: 1200, LeftOut: client.LeftOut{Row: 1, Why: "it is null"}}}
	if got := leftOutOf(rows, 2000); got != "2 000 rows are left out; the first is page 1 200, row 1: it is null" {
		t.Error(got)
	}
	if leftOut(client.Page{Number: 1}) != "" {
		t.Error("a page without any says something")
	}
}

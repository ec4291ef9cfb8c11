package devserver

import (
	"math/rand/v2"
	"strconv"
	"strings"

	"census/model"
)

// inventor makes up users one by one.
type inventor struct {
	random  *rand.Rand
	now     model.UnixTime
	planned int            // how many users will be made up
	taken   map[string]int // how many users share the uid, not counting its number
	order   []int          // of the cultures, reshuffled every round
	count   int
}

func newInventor(number uint64, now model.UnixTime, planned int) *inventor {
	return &inventor{random: rand.New(rand.NewPCG(number, 0)), now: now, planned: planned, taken: map[string]int{}}
}

// user makes up the next user. Every fifteenth is deactivated.
func (v *inventor) user() model.User {
	u := v.named()
	u.Role = v.role()
	u.Status = model.StatusOffline
	if v.chance(30) {
		u.Status = model.StatusAvailable
	}
	if v.chance(70) {
		u.Avatar = "https://avatars.example.com/" + u.UID + ".png"
	}
	if v.chance(35) {
		u.Link = "https://people.example.org/" + u.UID
	}
	if v.chance(45) {
		u.StatusMessage = pick(v, statusMessages)
	}
	if v.chance(75) {
		u.Metadata = v.metadata(u.UID)
	}
	u.Tags = v.tags()
	v.live(&u)
	v.count++
	if v.count%15 == 8 {
		u.Status, u.DeactivatedAt = model.StatusOffline, v.between(u.CreatedAt, v.now)
	}
	return u
}

// named gives the next user a name and a free uid spelled after it.
func (v *inventor) named() model.User {
	if len(v.order) == 0 {
		v.order = v.random.Perm(len(cultures))
	}
	c := cultures[v.order[0]]
	v.order = v.order[1:]
	first, last := pick(v, c.given), pick(v, c.family)
	if v.planned >= crowd { // given names would repeat too often
		if v.chance(50) {
			first = first.and(pick(v, c.given), c.separator)
		}
		if v.chance(40) {
			last = last.and(pick(v, c.family), c.separator)
		}
	}
	if c.familyFirst {
		first, last = last, first
	}
	u := model.User{Name: first.text + c.separator + last.text, UID: v.free(first.slug + "-" + last.slug)}
	if v.chance(8) {
		u.Name += pick(v, flourishes)
	}
	return u
}

// free returns the uid, with a number appended if it is taken. No part of a
// name ends in a number, so the result is free too.
func (v *inventor) free(uid string) string {
	v.taken[uid]++
	if n := v.taken[uid]; n > 1 {
		return uid + "-" + strconv.Itoa(n)
	}
	return uid
}

// role draws a role, most often the default one.
func (v *inventor) role() string {
	draw := v.random.IntN(100)
	for _, r := range seedRoles {
		if draw -= r.percent; draw < 0 {
			return r.slug
		}
	}
	return model.DefaultRole
}

func (v *inventor) metadata(uid string) model.Metadata {
	number, city := strconv.Itoa(10+v.random.IntN(90)), pick(v, cities)
	text := pick(v, metadataShapes)
	text = strings.ReplaceAll(text, "$uid", uid)
	text = strings.ReplaceAll(text, "$number", number)
	return model.Metadata(strings.ReplaceAll(text, "$city", city))
}

func (v *inventor) tags() []string {
	if v.chance(45) {
		return nil
	}
	var tags []string
	for range 1 + v.random.IntN(4) {
		tags = append(tags, pick(v, seedTags))
	}
	return distinct(tags)
}

// live gives the user a history: most were created recently, many have been
// active, and online users were active minutes ago.
func (v *inventor) live(u *model.User) {
	age := v.age()
	u.CreatedAt = v.now - 2*sampleAge - model.UnixTime(age*age*(oldestAge-2*sampleAge))
	switch {
	case u.Status.Online():
		u.LastActiveAt = v.now - minute - v.upTo(10*minute)
	case v.chance(85):
		u.LastActiveAt = v.between(u.CreatedAt, v.now-30*minute)
	}
	if v.chance(50) {
		u.UpdatedAt = v.between(u.CreatedAt, v.now-hour)
	}
}

// age draws a fraction of the app's age. In large crowds users are made up in
// order of creation, so neighbours in the list are neighbours in the file.
func (v *inventor) age() float64 {
	age := v.random.Float64()
	if v.planned >= crowd {
		age = 1 - (float64(v.count)+age)/float64(v.planned)
	}
	return age
}

// between draws a time, more likely a late one.
func (v *inventor) between(from, to model.UnixTime) model.UnixTime {
	share := v.random.Float64()
	return to - model.UnixTime(share*share*float64(to-from))
}

func (v *inventor) upTo(seconds int64) model.UnixTime {
	return model.UnixTime(v.random.Int64N(seconds))
}

// chance is true in percent of the cases.
func (v *inventor) chance(percent int) bool { return v.random.IntN(100) < percent }

func pick[T any](v *inventor, from []T) T { return from[v.random.IntN(len(from))] }

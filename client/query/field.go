package query

import (
	"strings"

	"census/model"
)

// metaField is the name that precedes a metadata path.
const metaField = "meta"

// field is a field that terms can be about.
type field struct {
	name string
	// ops are the allowed comparisons, the usual one first.
	ops []Op
	// values are the allowed values, if limited; example is shown when a value
	// is missing.
	values  []string
	example string
	doc     string
}

var (
	equality   = []Op{OpContains, OpEqual}
	containing = []Op{OpContains}
	comparison = []Op{OpLess, OpLessEqual, OpGreater, OpGreaterEqual, OpEqual, OpContains}
	anyOp      = []Op{OpEqual, OpNotEqual, OpContains, OpLess, OpLessEqual, OpGreater, OpGreaterEqual}

	times = []string{"1h", "1d", "7d", "30d", "1y", "today", "yesterday", "never"}
)

// fields lists all fields in the order in which they are offered.
var fields = []field{
	{"role", equality, nil, "role:admin", "the role; separate several with commas"},
	{"tag", equality, nil, "tag:vip", "a tag; separate several with commas"},
	{"status", equality, []string{"online", "offline"}, "status:online", "online or offline"},
	{"is", equality, []string{"active", "deactivated", "blocked", "damaged", "online", "offline"}, "is:deactivated", "active, deactivated, blocked, damaged, online, offline"},
	{"name", containing, nil, "name:anna", "the name contains"},
	{"uid", containing, nil, "uid:anna", "the uid contains"},
	{metaField, anyOp, nil, "meta.plan=pro", "a value in the metadata"},
	{"seen", comparison, times, "seen<30d", "time since last active"},
	{"created", comparison, times, "created>2026-01-01", "time of creation"},
	{"updated", comparison, times, "updated<7d", "time of the last update"},
	{"deactivated", comparison, times, "deactivated<30d", "time of deactivation"},
}

func fieldNamed(name string) (field, bool) {
	for _, f := range fields {
		if strings.EqualFold(f.name, name) {
			return f, true
		}
	}
	return field{}, false
}

// fieldNames lists the fields as they are typed.
func fieldNames() []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.name
	}
	return names
}

// nearField is the field probably meant by an unknown name: one contains the
// other, or they differ in few letters. It is empty if there is none.
func nearField(name string) string {
	name = strings.ToLower(name)
	for _, f := range fields {
		if len(name) > 1 && (strings.Contains(f.name, name) || strings.HasPrefix(name, f.name)) {
			return f.name
		}
	}
	return model.Nearest(name, fieldNames())
}

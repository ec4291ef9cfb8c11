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
	{"role", equality, nil, "role:admin"},
	{"tag", equality, nil, "tag:vip"},
	{"status", equality, []string{"online", "offline"}, "status:online"},
	{"is", equality, []string{"active", "deactivated", "blocked", "damaged", "online", "offline"}, "is:deactivated"},
	{"name", containing, nil, "name:anna"},
	{"uid", containing, nil, "uid:anna"},
	{metaField, anyOp, nil, "meta.plan=pro"},
	{"seen", comparison, times, "seen<30d"},
	{"created", comparison, times, "created>2026-01-01"},
	{"updated", comparison, times, "updated<7d"},
	{"deactivated", comparison, times, "deactivated<30d"},
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

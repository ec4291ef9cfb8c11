package ui

import (
	"census/client/mirror"
	"census/ui/words"
)

// doubtText says why a reading may not have met everybody.
func doubtText(o mirror.Outcome) string {
	if o.Doubt == mirror.Unreadable {
		return "Not all users are known. " + leftOutOf(o.LeftOut, o.Unread)
	}
	why := map[mirror.Doubt]string{
		mirror.Moving:    "Answers contradict each other, or users came and went all the time.",
		mirror.Repeating: "Another page holds the same users as the first one.",
		mirror.Gaps:      "A page before the last one was not full.",
		mirror.Longer:    "After the last page there is another user.",
		mirror.Refused:   "The service does not say whether there are more.",
	}[o.Doubt]
	if isMiscounted(o) {
		why = words.Join(" ", "The service counts "+words.Grouped(o.Counted)+", and "+words.Grouped(o.Users)+" were read.", why)
	}
	return "Perhaps not all users are known. " + why
}

// isMiscounted reports whether the service counts other than was read.
func isMiscounted(o mirror.Outcome) bool { return o.Counted > 0 && o.Counted != o.Users }

// doubtLines say it beside the tabs, in ever fewer words.
func doubtLines(o mirror.Outcome) []string {
	again := " · " + keyOf(inList, cmdMirror) + " reads again"
	if isMiscounted(o) {
		counts := "the service counts " + words.Grouped(o.Counted) + ", " + words.Grouped(o.Users) + " were read"
		short := words.Grouped(o.Counted) + " counted, " + words.Grouped(o.Users) + " read"
		return []string{"perhaps not all are known: " + counts + again, counts + again, short + again, short}
	}
	return []string{"perhaps not all are known" + again, "perhaps not all" + again, "perhaps not all"}
}

package ui

import (
	"slices"
	"strings"

	"github.com/charmbracelet/bubbles/key"
	tea "github.com/charmbracelet/bubbletea"
)

// command is what a key asks for. Views act on commands and never on keys.
type command int

const (
	cmdNone command = iota
	cmdDown
	cmdUp
	cmdTop
	cmdBottom
	cmdHalfDown
	cmdHalfUp
	cmdPageDown
	cmdPageUp
	cmdOpen
	cmdBack
	cmdSearch
	cmdFilter
	cmdNextTab
	cmdPrevTab
	cmdRefresh
	cmdEdit
	cmdNew
	cmdClone
	cmdDeactivate
	cmdDelete
	cmdBlock
	cmdLogInAs
	cmdCopy
	cmdCopyMenu
	cmdOpenLink
	cmdOpenAvatar
	cmdReveal
	cmdNextField
	cmdPrevField
	cmdSave
	cmdFormat
	cmdRevert
	cmdUndo
	cmdChoose
	cmdConfirm
	cmdHelp
	cmdQuit
	cmdForceQuit
	cmdTakeMine
	cmdTakeTheirs
	cmdTakeBase
	cmdUndoLast
	cmdHistory
	cmdEditor
	cmdPalette
	cmdDrafts
	cmdKeep
	cmdSuspend
	cmdComplete
	cmdSyntax
	cmdSort
	cmdColumns
	cmdViews
	cmdView
	cmdMark
	cmdRange
	cmdMarkAll
	cmdMirror
	cmdWatch
	cmdMouse
	cmdMoveLater
	cmdMoveEarlier
	cmdWider
	cmdNarrower
	cmdAutoWidth
	cmdOtherPath
	cmdProfile
)

// scope is a set of places where a key means something.
type scope int

const (
	inList scope = 1 << iota
	inDetail
	inSearch
	inForm
	inLine // a field of the form with one line
	inJSON // the form's metadata field
	inMenu
	inQuestion
	inReview
	inConflict
	inHistory
	inPalette
	inTyped // a question answered by typing
	inHelp
	inColumns
	everywhere // whatever is on top, text fields included
	browsing   = inList | inDetail
	scrolling  = inList | inDetail | inHelp | inMenu | inReview | inConflict | inHistory | inColumns
)

// binding is one row of the key table: the keys of a command in some scopes,
// with its words for footer (label) and help.
type binding struct {
	cmd   command
	where scope
	keys  []string
	label string
	help  string
}

// keyTable is every key of the program, in the order and the groups in which
// the help shows them. It is read only. Within one scope no key stands twice; a
// test checks that.
var keyTable = []struct {
	title    string
	bindings []binding
}{
	{"Move", []binding{
		{cmdOpen, inList, []string{"enter"}, "open", "open the user"},
		{cmdDown, scrolling, []string{"j", "down"}, "down", "one line down"},
		{cmdUp, scrolling, []string{"k", "up"}, "up", "one line up"},
		{cmdHalfDown, scrolling &^ (inMenu | inColumns), []string{"ctrl+d"}, "half page", "half a page down"},
		{cmdHalfUp, scrolling &^ (inMenu | inColumns), []string{"ctrl+u"}, "half page", "half a page up"},
		{cmdPageDown, scrolling, []string{"pgdown"}, "page", "a page down"},
		{cmdPageUp, scrolling, []string{"pgup"}, "page", "a page up"},
		{cmdTop, scrolling, []string{"g", "home"}, "top", "to the first line"},
		{cmdBottom, scrolling, []string{"G", "end"}, "end", "to the last line"},
	}},
	{"Find", []binding{
		{cmdSearch, inList, []string{"/"}, "search", "show who matches what is typed; F1 there lists all that can be asked"},
		{cmdFilter, inList, []string{"f"}, "filter", "put status or role into the search, or take them out"},
		{cmdSort, inList, []string{"s"}, "sort", "sort by a column; so does a click on its title"},
		{cmdColumns, inList, []string{"c"}, "columns", "choose the columns, their order and widths"},
		{cmdViews, inList, []string{"V"}, "views", "save what is shown as a view, or change the saved ones"},
		{cmdView, inList, []string{"1", "2", "3", "4", "5", "6", "7", "8", "9"}, "view", "show the view saved under the number; esc leaves it"},
		{cmdNextTab, inList, []string{"tab", "l", "right"}, "next tab", "next of active, deactivated, all"},
		{cmdPrevTab, inList, []string{"shift+tab", "h", "left"}, "previous tab", "previous of active, deactivated, all"},
		{cmdRefresh, browsing, []string{"r"}, "refresh", "read again from the service"},
		{cmdWatch, inList, []string{"w"}, "watch", "read again every 30 s and mark what changed, or end that"},
		{cmdMirror, inList, []string{"M"}, "read all", "read all users, to search and sort among all; stops it too"},
	}},
	{"Mark", []binding{
		{cmdMark, inList, []string{" "}, "mark", "mark the user, or take the mark off"},
		{cmdRange, inList, []string{"v"}, "range", "begin a range; again marks all from there to here"},
		{cmdMarkAll, inList, []string{"ctrl+a"}, "mark all", "mark everybody who is shown; again takes their marks off"},
	}},
	{"Change", []binding{
		{cmdEdit, browsing, []string{"e"}, "edit", "edit the user"},
		{cmdEditor, browsing, []string{"E"}, "in $EDITOR", "edit the user as a text in your own editor"},
		{cmdNew, inList, []string{"n"}, "new", "create a user"},
		{cmdClone, browsing, []string{"N"}, "clone", "create a user like this one"},
		{cmdDeactivate, browsing, []string{"d"}, "deactivate", "deactivate the user or those marked, or reactivate"},
		{cmdDelete, browsing, []string{"D"}, "delete", "delete the user for good, messages included"},
		{cmdBlock, browsing, []string{"b"}, "block", "block the user on your behalf, or unblock"},
		{cmdUndoLast, browsing, []string{"u"}, "undo", "take back the last change that was sent"},
		{cmdHistory, browsing, []string{"H"}, "history", "all changes made from this profile"},
		{cmdDrafts, inList, []string{"t"}, "drafts", "what was typed earlier and not saved"},
		{cmdLogInAs, browsing, []string{"L"}, "log in as", "log in as the user: they become you"},
	}},
	{"Copy and open", []binding{
		{cmdCopy, browsing, []string{"y"}, "copy uid", "copy the uid"},
		{cmdCopyMenu, browsing, []string{"Y"}, "copy…", "choose what to copy"},
		{cmdOpenLink, browsing, []string{"o"}, "open link", "open the link in the browser"},
		{cmdOpenAvatar, browsing, []string{"O"}, "open avatar", "open the avatar in the browser"},
		{cmdReveal, inDetail, []string{"p"}, "@private", "show or hide @private metadata"},
	}},
	{"Form", []binding{
		{cmdNextField, inForm, []string{"tab"}, "next", "next field"},
		{cmdPrevField, inForm, []string{"shift+tab"}, "previous", "previous field"},
		{cmdNextField, inLine, []string{"down"}, "next", "next field"},
		{cmdPrevField, inLine, []string{"up"}, "previous", "previous field"},
		{cmdSave, inForm, []string{"ctrl+s"}, "save", "save what changed"},
		{cmdChoose, inLine, []string{"enter"}, "choose", "choose a role, add a tag, else next field"},
		{cmdUndo, inForm, []string{"ctrl+z"}, "undo", "take back the last change of the field"},
		{cmdRevert, inForm, []string{"ctrl+r"}, "revert", "put the field back as it was"},
		{cmdEditor, inJSON, []string{"ctrl+e"}, "in $EDITOR", "edit the metadata in your own editor"},
		{cmdFormat, inJSON, []string{"ctrl+l"}, "format", "pretty-print the metadata"},
	}},
	{"Questions and menus", []binding{
		{cmdSave, inReview, []string{"ctrl+s", "enter"}, "send", "send it"},
		{cmdEdit, inReview, []string{"e"}, "edit again", "go back to the form"},
		{cmdCopy, inReview, []string{"y"}, "copy as curl", "copy the request as a curl command, the key as a variable"},
		{cmdTakeMine, inConflict, []string{"1", "m"}, "mine", "take your value"},
		{cmdTakeTheirs, inConflict, []string{"2", "t"}, "theirs", "take the other person's value"},
		{cmdTakeBase, inConflict, []string{"3", "b"}, "base", "take the value before both"},
		{cmdSave, inConflict, []string{"ctrl+s", "enter"}, "go on", "go on, once all is decided"},
		{cmdUndoLast, inHistory, []string{"u"}, "undo", "take this change back"},
		{cmdOpen, inHistory, []string{"enter"}, "show", "show or hide what it changed"},
		{cmdSearch, inHistory, []string{"/"}, "filter", "show only changes with this text"},
		{cmdEdit, inConflict, []string{"e"}, "edit", "write another value"},
		{cmdChoose, inPalette, []string{"enter"}, "run", "run the marked command"},
		{cmdDown, inPalette, []string{"down", "ctrl+n"}, "down", "one line down"},
		{cmdUp, inPalette, []string{"up", "ctrl+p"}, "up", "one line up"},
		{cmdChoose, inMenu, []string{"enter"}, "choose", "take the marked line"},
		{cmdConfirm, inQuestion, []string{"y"}, "yes", "yes, do it"},
		{cmdKeep, inQuestion, []string{"k"}, "keep", "keep it as a draft, where that is offered"},
		{cmdBack, inQuestion, []string{"esc", "n"}, "no", "no, go back"},
		{cmdConfirm, inTyped, []string{"enter"}, "confirm", "confirm what is typed"},
		{cmdDown, inSearch, []string{"down"}, "down", "one line down while searching"},
		{cmdUp, inSearch, []string{"up"}, "up", "one line up while searching"},
		{cmdOpen, inSearch, []string{"enter"}, "keep", "keep the search and go to the list; asks the service too where not all users are known"},
		{cmdComplete, inSearch, []string{"tab"}, "complete", "take the first completion"},
		{cmdSyntax, inSearch, []string{"f1"}, "what can be asked", "the search language"},
		{cmdMark, inColumns, []string{" ", "enter"}, "show", "show the column or hide it"},
		{cmdMoveLater, inColumns, []string{"J", "shift+down"}, "later", "move the column to the right"},
		{cmdMoveEarlier, inColumns, []string{"K", "shift+up"}, "earlier", "move the column to the left"},
		{cmdWider, inColumns, []string{"+", "="}, "wider", "give the column more room"},
		{cmdNarrower, inColumns, []string{"-"}, "narrower", "give the column less room"},
		{cmdAutoWidth, inColumns, []string{"0"}, "automatic", "let the table choose the width again"},
		{cmdOtherPath, inColumns, []string{"a"}, "add", "add a column for a place in the metadata"},
		{cmdRevert, inColumns, []string{"R"}, "as at first", "show the columns of the beginning"},
	}},
	{"Anywhere", []binding{
		{cmdBack, browsing | inSearch | inForm | inMenu | inTyped | inHelp | inReview | inConflict | inHistory | inPalette | inColumns, []string{"esc"}, "back", "close one layer, take marks off, clear the search, cancel a save or a wait; never quits"},
		{cmdPalette, browsing, []string{":", "ctrl+p"}, "commands", "find any command by typing"},
		{cmdHelp, browsing | inHelp | inMenu | inQuestion | inReview | inConflict | inHistory | inColumns, []string{"?"}, "keys", "all keys that work here"},
		{cmdHelp, inForm, []string{"f1"}, "keys", "all keys that work here"},
		{cmdSuspend, browsing | inHelp | inMenu | inQuestion | inReview | inConflict | inHistory | inColumns, []string{"ctrl+z"}, "suspend", "suspend to the shell"},
		{cmdProfile, inList, []string{"ctrl+o"}, "profile", "connect with another profile, where the start has failed"},
		{cmdMouse, browsing, []string{"m"}, "mouse", "leave the mouse to the terminal, to select text, or take it back"},
		{cmdQuit, browsing, []string{"q"}, "quit", "quit; asks when edits are pending"},
		{cmdForceQuit, everywhere, []string{"ctrl+c"}, "quit", "quit from anywhere; asks when edits are pending"},
	}},
}

// bindings is the key table without its groups.
var bindings = func() []binding {
	var all []binding
	for _, group := range keyTable {
		all = append(all, group.bindings...)
	}
	return all
}()

// lookUp tells which command a key message asks for in a scope. Pasted text
// never is a command.
func lookUp(where scope, msg tea.KeyMsg) command {
	for _, b := range bindings {
		if b.where&where != 0 && key.Matches(msg, key.NewBinding(key.WithKeys(b.keys...))) {
			return b.cmd
		}
	}
	return cmdNone
}

// bindingOf finds a command's row for a scope.
func bindingOf(where scope, cmd command) (binding, bool) {
	i := slices.IndexFunc(bindings, func(b binding) bool { return b.cmd == cmd && b.where&where != 0 })
	if i < 0 {
		return binding{}, false
	}
	return bindings[i], true
}

// keyOf names the first key of a command for a sentence.
func keyOf(where scope, cmd command) string {
	b, _ := bindingOf(where, cmd)
	return keyName(b.keys[0])
}

// keyName spells a key for people.
func keyName(k string) string {
	switch k {
	case " ":
		return "space"
	case "shift+down":
		return "shift+↓"
	case "shift+up":
		return "shift+↑"
	case "down":
		return "↓"
	case "up":
		return "↑"
	case "left":
		return "←"
	case "right":
		return "→"
	case "pgdown":
		return "PgDn"
	case "pgup":
		return "PgUp"
	case "home":
		return "Home"
	case "end":
		return "End"
	case "f1":
		return "F1"
	}
	return k
}

// keyNames spells all keys of the binding.
func (b binding) keyNames() string {
	names := make([]string, len(b.keys))
	for i, k := range b.keys {
		names[i] = keyName(k)
	}
	return strings.Join(names, " ")
}

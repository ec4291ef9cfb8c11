package ui

import (
	"context"
	"strings"

	tea "github.com/charmbracelet/bubbletea"
	"github.com/charmbracelet/lipgloss"

	"census/model"
	"census/ui/words"
)

// labelWidth is the room for a field's label, in detail, form and menus.
const labelWidth = 17

// shortLabelWidth is the same beside the list.
const shortLabelWidth = 12

// detail shows one user in full.
type detail struct {
	screen
	scroller
	env    *env
	ctx    context.Context
	cancel context.CancelFunc

	user    model.User
	reading request
	private bool // @private is shown
}

func newDetail(e *env, u model.User) *detail {
	d := &detail{env: e, user: u}
	d.ctx, d.cancel = context.WithCancel(e.ctx)
	return d
}

// Init reads the user again: with an API key a list does not say who has
// blocked whom.
func (d *detail) Init() tea.Cmd { return d.read() }

func (d *detail) SetSize(width, height int) {
	d.screen.SetSize(width, height)
	d.move(cmdNone)
}

func (d *detail) Scope() scope { return inDetail }
func (d *detail) Close()       { d.cancel() }

// Title says which lines are on the screen when not all of them are.
func (d *detail) Title() string {
	return d.position(d.height, d.page().len())
}

// Keys lists what works on this user now.
func (d *detail) Keys() []hint {
	u := d.known()
	hints := []hint{
		{cmd: cmdBack},
		{cmd: cmdEdit, reason: d.env.mayEdit(u).Reason},
		{cmd: cmdCopyMenu},
		{cmd: cmdOpenLink, reason: addressReason(u, model.KeyLink)},
		{cmd: cmdDeactivate, reason: d.env.may(toggle(u), u).Reason, label: words.Of(toggle(u)).Plain},
		{cmd: cmdBlock, reason: d.env.may(blockToggle(u), u).Reason, label: words.Of(blockToggle(u)).Plain},
		{cmd: cmdHelp},
	}
	hints = append(hints, userHints(d.env, u, "")...)
	hints = append(hints, d.env.suspendHint())
	return append(hints, quietly(cmdReveal, cmdDown, cmdUp, cmdHalfDown, cmdHalfUp, cmdPageDown, cmdPageUp,
		cmdTop, cmdBottom, cmdRefresh, cmdQuit)...)
}

func (d *detail) known() model.User { return d.env.known.WithBlocked(d.user) }

// read asks for the user; a deactivated one cannot be read by uid.
func (d *detail) read() tea.Cmd {
	if d.user.Deactivated() {
		return nil
	}
	d.reading = d.env.begin("reading "+words.Called(d.user), false)
	return readUser(d.ctx, d.reading, d.env.session.API, d.user.UID)
}

// Update handles keys and the answers about this user.
func (d *detail) Update(msg tea.Msg) (nav, tea.Cmd) {
	switch msg := msg.(type) {
	case tea.KeyMsg:
		return d.pressed(lookUp(inDetail, msg))
	case tea.MouseMsg:
		switch msg.Button {
		case tea.MouseButtonWheelDown:
			d.move(cmdDown)
		case tea.MouseButtonWheelUp:
			d.move(cmdUp)
		}
	case userMsg:
		if msg.request == d.reading {
			d.reading = 0
			if msg.err != nil {
				return problem(words.Explain(msg.err).Line("r tries again.")), nil
			}
			d.user = msg.user
		}
	case savedMsg:
		if msg.stored() && !msg.created && msg.result.User.UID == d.user.UID {
			d.user = msg.result.User.WithRelationsOf(d.user)
		}
	case connectedMsg:
		if msg.err == nil {
			d.user.BlockedByMe, d.user.HasBlockedMe = false, false // that was about somebody else
			return nav{}, d.read()
		}
	case actedMsg:
		return d.acted(msg), nil
	case undoneMsg:
		return d.undone(msg)
	}
	return nav{}, nil
}

// acted leaves the detail of a user that the action took away.
func (d *detail) acted(msg actedMsg) nav {
	if msg.err != nil || msg.user.UID != d.user.UID {
		return nav{}
	}
	switch msg.action {
	case model.Delete, model.Deactivate, model.Reactivate:
		return nav{close: d}
	case model.Block, model.Unblock:
		d.user.BlockedByMe = msg.action == model.Block
	}
	return nav{}
}

// undone leaves the detail of a user whose creation was taken back, and reads
// any other again.
func (d *detail) undone(msg undoneMsg) (nav, tea.Cmd) {
	switch {
	case msg.err != nil || msg.entry.Operation.UID() != d.user.UID:
		return nav{}, nil
	case msg.entry.Operation.Action == model.Create:
		return nav{close: d}, nil
	}
	return nav{}, d.read()
}

func (d *detail) pressed(cmd command) (nav, tea.Cmd) {
	switch cmd {
	case cmdBack:
		return nav{close: d}, nil
	case cmdQuit:
		return nav{quit: true}, nil
	case cmdRefresh:
		if d.user.Deactivated() {
			return info("the service does not read a deactivated user by uid; the list has it"), nil
		}
		return nav{}, d.read()
	case cmdPalette:
		return nav{push: newPalette(d.env, d)}, nil
	case cmdReveal:
		d.private = !d.private
		return nav{}, nil
	}
	if n, c, handled := d.env.do(cmd, d.known(), nil); handled {
		return n, c
	}
	d.move(cmd)
	return nav{}, nil
}

func (d *detail) move(cmd command) { d.scroll(cmd, d.height, d.page().len()) }

func (d *detail) page() userPage {
	return newUserPage(d.env, d.known(), d.width-1, d.private)
}

// View draws the lines from the scroll position on.
func (d *detail) View() string {
	margin := ""
	if d.width > 0 {
		margin = " "
	}
	page := d.page()
	var lines []string
	top := d.first(d.height, page.len())
	for i := top; i < min(top+d.height, page.len()); i++ {
		lines = append(lines, margin+page.line(i))
	}
	return strings.Join(lines, "\n")
}

func fieldBlock(e *env, u model.User, w int) []string {
	lines := userTitle(e, u)
	var last model.Kind
	for _, f := range model.Fields() {
		if standsApart(f.Key) {
			continue
		}
		if f.Kind != last && (f.Kind == model.KindPresence || f.Key == model.KeyCreatedAt) {
			lines = append(lines, "")
		}
		last = f.Kind
		lines = append(lines, fieldLines(e, f, u, w)...)
	}
	return lines
}

// standsApart tells the fields that are the title or a block of their own.
func standsApart(key model.Key) bool {
	return key == model.KeyUID || key == model.KeyName || key == model.KeyMetadata
}

// userSide draws a user beside the list: a line for each field that holds
// something, cut where it is too long, and of metadata what h lines have room for.
func userSide(e *env, u model.User, w, h int) []string {
	lines := userTitle(e, u)
	for _, f := range model.Fields() {
		switch {
		case standsApart(f.Key):
		case u.IsDamaged(f.Key):
			lines = append(lines, shortLabel(e, f)+e.styles.warning.Render(damagedText))
		case f.Editable == model.Never && f.Value(u).IsEmpty():
		case f.Kind == model.KindTime:
			ago, at := words.Briefly(f.Value(u).Time, e.Now(), e.Location)
			lines = append(lines, shortLabel(e, f)+ago+e.styles.faint.Render(at))
		case f.Key == model.KeyRole && e.known.Actor().IsMe(u.UID):
			lines = append(lines, shortLabel(e, f)+model.Clean(u.Role)+e.styles.faint.Render("  locked: your own"))
		case f.Kind == model.KindURL:
			text, style := fieldText(e, f, u)
			lines = append(lines, fit(shortLabel(e, f)+style.Render(text), w))
		default:
			text, style := fieldText(e, f, u)
			lines = append(lines, labelled(shortLabel(e, f), text, style, w)...)
		}
	}
	metadata := newMetadataBlock(e, u, w, h, false, shortLabel)
	lines = append(lines, "")
	for i := range metadata.len() {
		lines = append(lines, metadata.line(i))
	}
	return lines
}

func label(e *env, f model.Field) string {
	return e.styles.faint.Render(fit(f.Label, labelWidth))
}

func shortLabel(e *env, f model.Field) string {
	return e.styles.faint.Render(fit(f.ShortLabel(), shortLabelWidth))
}

func userTitle(e *env, u model.User) []string {
	s := e.styles
	title := s.bold.Render(words.Called(u))
	if note := e.youNote(u); note != "" {
		title += "  " + s.accent.Render("(you)")
	}
	lines := []string{title, s.faint.Render(model.Clean(u.UID))}
	if text := damage(u); text != "" {
		lines = append(lines, s.warning.Render(text))
	}
	return append(lines, "")
}

func fieldLines(e *env, f model.Field, u model.User, w int) []string {
	text, style := fieldText(e, f, u)
	return labelled(label(e, f), text, style, w)
}

// labelled puts a label before the first line of a text that is wrapped to w
// cells in all, and styles each line by itself.
func labelled(label, text string, style lipgloss.Style, w int) []string {
	width := visible(label)
	var lines []string
	for i, l := range wrap(text, max(8, w-width)) {
		if i > 0 {
			label = strings.Repeat(" ", width)
		}
		lines = append(lines, label+style.Render(l))
	}
	return lines
}

// fieldText is one field's value as the detail says it, and how it is drawn.
func fieldText(e *env, f model.Field, u model.User) (string, lipgloss.Style) {
	s, v := e.styles, f.Value(u)
	if u.IsDamaged(f.Key) {
		return model.ReasonDamaged, s.warning
	}
	switch f.Kind {
	case model.KindPresence:
		if u.Status.Online() {
			return "● online", s.good
		}
		return "○ offline", s.plain
	case model.KindTime:
		if !v.Time.IsZero() {
			return words.Moment(v.Time, e.Now(), e.Location), s.plain
		}
	case model.KindFlag:
		if v.Flag {
			return "yes", s.warning
		}
		return "no", s.faint
	case model.KindTags:
		if !u.TagsKnown {
			return "not read yet", s.faint
		}
		v.Text = strings.Join(v.Tags, ", ")
	}
	if v.Text == "" {
		return "–", s.faint
	}
	text := model.Clean(v.Text)
	if f.Key == model.KeyRole && e.known.Actor().IsMe(u.UID) {
		text += "  locked: " + model.MayEdit(e.known.Actor(), u, f.Key).Reason
	}
	return text, s.plain
}

package theme

// builtin are the themes with true colours in the order they are offered in.
// Dark is the parent of those that name none.
var builtin = []*Theme{
	dark(), light(), highContrast(), colorBlind(), mocha(), latte(),
}

// whole makes a theme that names every role that is not derived.
func whole(name string, colors map[Role]Color) *Theme { return named(name, &Theme{}, colors) }

func dark() *Theme {
	return whole("dark", map[Role]Color{
		Text: hex("#DCDFEA"), Dim: hex("#A0A7BA"), Faint: hex("#7A839B"),
		Accent: hex("#9FB2FF"), OnAccent: hex("#10131D"),
		Good: hex("#82D3A4"), Warning: hex("#EBC06D"), Danger: hex("#FF8F8A"),
		Rule: hex("#333949"), Ground: hex("#14161D"), Raised: hex("#1C1F29"),
		RowTint: hex("#2C345C"), RowText: hex("#F4F6FF"), Mark: hex("#6FD3CD"),
		Key: hex("#A9BAF0"), String: hex("#A9D4A2"), Number: hex("#CFADF5"),
		Chip: hex("#2C3243"), Input: hex("#232938"), Selection: hex("#3B4883"),
		Focus: hex("#2B3352"), Old: hex("#3A1E23"), New: hex("#1B3328"), Behind: hex("#535A6B"),
	})
}

func light() *Theme {
	return whole("light", map[Role]Color{
		Text: hex("#1D2130"), Dim: hex("#50576B"), Faint: hex("#6C7388"),
		Accent: hex("#3A4AC7"), OnAccent: hex("#FFFFFF"),
		Good: hex("#17693A"), Warning: hex("#855000"), Danger: hex("#B4232B"),
		Rule: hex("#CBD0DD"), Ground: hex("#FCFCFE"), Raised: hex("#EEF0F6"),
		RowTint: hex("#DBE1FC"), RowText: hex("#10142A"), Mark: hex("#0B6A6E"),
		Key: hex("#41519B"), String: hex("#2C6A25"), Number: hex("#6F3BB0"),
		Chip: hex("#D9DEEB"), Input: hex("#E5E9F2"), Selection: hex("#BFCBFA"),
		Focus: hex("#DCE3FC"), Old: hex("#FBE3E3"), New: hex("#DDF3E5"), Behind: hex("#A3A7B5"),
	})
}

// highContrast keeps every text at 7:1 or more.
func highContrast() *Theme {
	return whole("high-contrast", map[Role]Color{
		Text: hex("#FFFFFF"), Dim: hex("#E0E0E0"), Faint: hex("#C0C0C0"),
		Accent: hex("#FFD84D"), OnAccent: hex("#000000"),
		Good: hex("#6DFF9E"), Warning: hex("#FFC04D"), Danger: hex("#FFB0B0"),
		Rule: hex("#8A8A8A"), Ground: hex("#000000"), Raised: hex("#141414"),
		RowTint: hex("#00306B"), RowText: hex("#FFFFFF"), Mark: hex("#5CE8FF"),
		Key: hex("#9CC8FF"), String: hex("#A5F5A5"), Number: hex("#E6B8FF"),
		Chip: hex("#262626"), Input: hex("#1E1E1E"), Selection: hex("#004C9E"),
		Focus: hex("#00254F"), Old: hex("#3A0A0A"), New: hex("#062E14"), Behind: hex("#5A5A5A"),
	})
}

// colorBlind tells its states apart by blue, yellow and orange, and by how light
// they are: hues that people who do not see red or green still tell apart.
func colorBlind() *Theme {
	return named("color-blind", dark(), map[Role]Color{
		Accent: hex("#F2DDF7"), OnAccent: hex("#1A1019"),
		Good: hex("#5FAEFF"), Warning: hex("#F7EC9A"), Danger: hex("#F0892B"),
		Mark: hex("#F2DDF7"), Key: hex("#C9C3DC"), String: hex("#9CCBF5"), Number: hex("#E9D8A6"),
		Old: hex("#33210F"), New: hex("#14273C"),
		RowTint: hex("#3A3350"), Selection: hex("#55497A"), Focus: hex("#332E45"),
	})
}

// mocha is Catppuccin Mocha (https://catppuccin.com/palette).
func mocha() *Theme {
	return whole("catppuccin-mocha", map[Role]Color{
		Text: hex("#CDD6F4"), Dim: hex("#A6ADC8"), Faint: hex("#9399B2"),
		Accent: hex("#B4BEFE"), OnAccent: hex("#11111B"),
		Good: hex("#A6E3A1"), Warning: hex("#F9E2AF"), Danger: hex("#F38BA8"),
		Rule: hex("#45475A"), Ground: hex("#1E1E2E"), Raised: hex("#181825"),
		RowTint: hex("#3A3B57"), RowText: hex("#F5F7FF"), Mark: hex("#94E2D5"),
		Key: hex("#89B4FA"), String: hex("#A6E3A1"), Number: hex("#FAB387"),
		Chip: hex("#313244"), Input: hex("#292A3C"), Selection: hex("#45475A"),
		Focus: hex("#363752"),
	})
}

// latte is Catppuccin Latte. Its greens, yellows and greys are darker here than
// in the palette, where they are too light to be read as text on its base.
func latte() *Theme {
	return whole("catppuccin-latte", map[Role]Color{
		Text: hex("#4C4F69"), Dim: hex("#5C5F77"), Faint: hex("#6C6F85"),
		Accent: hex("#4650BD"), OnAccent: hex("#FFFFFF"),
		Good: hex("#2B6E1C"), Warning: hex("#8A5208"), Danger: hex("#B30C30"),
		Rule: hex("#BCC0CC"), Ground: hex("#EFF1F5"), Raised: hex("#E6E9EF"),
		RowTint: hex("#D5DAF5"), RowText: hex("#2E3047"), Mark: hex("#0F6469"),
		Key: hex("#1A56CF"), String: hex("#2B6E1C"), Number: hex("#B03A00"),
		Chip: hex("#DCE0E8"), Input: hex("#E2E5EC"), Selection: hex("#BCC4EE"),
		Focus: hex("#DADFF6"),
	})
}

package ui_test

import (
	"testing"

	tea "github.com/charmbracelet/bubbletea"

	"census/model"
	"census/ui/uitest"
)

// fuzzKeys is what a byte of the fuzzer's input presses.
var fuzzKeys = []string{
	"j", "k", "g", "G", "enter", "esc", "tab", "shift+tab", "e", "n", "N", "d", "D", "b", "y", "Y", "o", "O", "L", "r", "f", "/", "?", "p", "q",
	"ctrl+s", "ctrl+z", "ctrl+r", "ctrl+l", "ctrl+c", "ctrl+d", "ctrl+u", "up", "down", "left", "right", "home", "end", "pgup", "pgdown",
	"backspace", "delete", "space", "f1", "x", ",", "{", "}", "\"", ":", "日", "é", "alt+b", "ctrl+w", "ctrl+k",
	"v", "ctrl+a", "w", "s", "c", "V", "M", "m", "u", "H", "t", "E", "R", "a", "J", "K", "+", "-", "0", "1", "2", "9", "ctrl+n", "ctrl+p",
}

// Whatever is pressed at whatever size, nothing panics, every frame has the
// terminal's size, and the program never hangs.
func FuzzKeysAndSizes(f *testing.F) {
	f.Add([]byte("\x00\x04\x08\x2c\x19"), uint8(80), uint8(24), uint8(0))
	f.Add([]byte{9, 44, 6, 44, 25, 5, 14}, uint8(40), uint8(12), uint8(1))
	f.Add([]byte{8, 6, 6, 6, 6, 6, 6, 46, 48, 49, 55, 28, 25, 29, 14}, uint8(200), uint8(60), uint8(2))
	f.Add([]byte{20, 0, 0, 4, 22, 33, 22, 12, 44, 4, 5, 18, 14}, uint8(1), uint8(1), uint8(0))
	f.Add([]byte{42, 42, 55, 0, 0, 11, 14, 36, 5, 56, 11, 14, 5, 55, 253, 251, 251, 252, 57, 254, 5, 5}, uint8(79), uint8(23), uint8(0))
	f.Add([]byte{56, 11, 14, 17, 2, 5, 58, 0, 4, 59, 42, 71, 5, 60, 4, 21, 4, 75, 57, 254, 61, 62}, uint8(39), uint8(11), uint8(0))
	f.Fuzz(func(t *testing.T, keys []byte, width, height, as uint8) {
		if len(keys) > 60 {
			keys = keys[:60]
		}
		s := uitest.New(t, uitest.Users(8), uitest.Size(int(width)+1, int(height)+1),
			uitest.As([]model.Credential{model.APIKey, model.AuthKey, model.UserToken}[as%3], me))
		for i, k := range keys {
			switch k {
			case 255:
				s.Paste("{\"a\u202e\": 1,\n\"b\x1b\"}")
			case 254: // watching reads again
				s.Alarm()
			case 253, 252, 251:
				button := []tea.MouseButton{tea.MouseButtonLeft, tea.MouseButtonWheelUp, tea.MouseButtonWheelDown}[k-251]
				s.Send(tea.MouseMsg{X: i * 5, Y: i % 13, Button: button, Action: tea.MouseActionPress}).Settle()
			default:
				s.Press(fuzzKeys[int(k)%len(fuzzKeys)])
			}
			if s.Ended() {
				return
			}
			if i%7 == 3 {
				s.Resize(int(k)+1, int(height)/2+1)
			}
			s.Fits()
		}
	})
}

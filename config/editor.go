package config

import (
	"errors"
	"fmt"
	"runtime"
	"strings"
)

// editorVariables name the person's editor for all programs, in order of
// precedence.
var editorVariables = []string{"VISUAL", "EDITOR"}

// fallbackEditor is present on every such system.
func fallbackEditor() string {
	if runtime.GOOS == "windows" {
		return "notepad"
	}
	return "vi"
}

// editor finds the person's editor: the setting, or else the environment
// variables meant for all programs. An unusable variable of the latter kind is
// skipped with a warning, not refused, because it is not ours.
func (l *loader) editor(setting string, origin Origin) (command string, _ Origin, warnings []string) {
	if setting != "" {
		return setting, origin, nil
	}
	for _, name := range editorVariables {
		command := strings.TrimSpace(l.env[name])
		if command == "" {
			continue
		}
		if problem := checkCommand(command); problem != "" {
			warnings = append(warnings, fmt.Sprintf("%s is not used: it %s", name, problem))
			continue
		}
		return command, Origin{Level: Environment, Name: name}, warnings
	}
	return fallbackEditor(), origin, warnings
}

func checkCommand(command string) string {
	if problem := checkText(command); problem != "" {
		return problem
	}
	words, err := splitWords(command, runtime.GOOS == "windows")
	switch {
	case err != nil:
		return err.Error()
	case len(words) == 0 || words[0] == "":
		return "must name a command"
	}
	return ""
}

var errUnfinished = errors.New("must not end inside a quote or with a backslash")

// splitWords splits a command like a shell, but expands nothing: spaces
// separate words, quotes of either kind keep them together, and a backslash
// escapes the next character, inside double quotes only " and \. Where
// backslashes separate folders they are ordinary characters.
func splitWords(command string, literalBackslash bool) ([]string, error) {
	var (
		words  []string
		word   strings.Builder
		inWord bool
		quote  rune // the open quote, or 0
		escape bool
	)
	for _, r := range command {
		switch {
		case escape:
			if quote == '"' && r != '"' && r != '\\' {
				word.WriteByte('\\')
			}
			word.WriteRune(r)
			escape = false
		case r == '\\' && quote != '\'' && !literalBackslash:
			escape, inWord = true, true
		case quote != 0 && r == quote:
			quote = 0
		case quote != 0:
			word.WriteRune(r)
		case r == '"' || r == '\'':
			quote, inWord = r, true
		case r != ' ' && r != '\t':
			word.WriteRune(r)
			inWord = true
		case inWord:
			words = append(words, word.String())
			word.Reset()
			inWord = false
		}
	}
	if quote != 0 || escape {
		return nil, errUnfinished
	}
	if inWord {
		words = append(words, word.String())
	}
	return words, nil
}

package config

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// The README's table of settings matches this package.
func TestReadmeHasTheSettings(t *testing.T) {
	readme, err := os.ReadFile("../README.md")
	if err != nil {
		t.Fatal(err)
	}
	if want := markdown(); !strings.Contains(string(readme), want) {
		t.Errorf("README.md is stale; its table of settings must be:\n%s", want)
	}
}

// markdown renders the table of settings for the README, ending in a newline.
func markdown() string {
	var b strings.Builder
	b.WriteString("| setting | environment | flag | in the file | default | meaning |\n|---|---|---|---|---|---|\n")
	for _, s := range table {
		flag := ""
		if s.Flag != "" {
			flag = "--" + s.Flag
		}
		fmt.Fprintf(&b, "| `%s` | %s | %s | %s | %s | %s |\n",
			s.Name, code(s.Env), code(flag), placeName(s.Place), orDash(s.Default), s.Doc)
	}
	return b.String()
}

// placeName describes the place for the documentation.
func placeName(p Place) string {
	switch p {
	case TopLevel:
		return "top level"
	case PerProfile:
		return "`[profiles.NAME]`"
	case Anywhere:
		return "both"
	}
	return "–"
}

func code(s string) string {
	if s == "" {
		return "–"
	}
	return "`" + s + "`"
}
func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

//go:build !unix

package cli

// hasShell reports that programs cannot be stopped and continued here.
func hasShell() bool { return false }

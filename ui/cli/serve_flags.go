package cli

import (
	"strings"

	"census/client/devserver"
)

// latencyFlag is --latency.
type latencyFlag devserver.Latency

// Set reads a latency.
func (f *latencyFlag) Set(text string) error {
	l, err := devserver.ParseLatency(text)
	*f = latencyFlag(l)
	return err
}

// String is empty without a latency.
func (f *latencyFlag) String() string {
	if *f == (latencyFlag{}) {
		return ""
	}
	return devserver.Latency(*f).String()
}

// Type is the word shown in help.
func (f *latencyFlag) Type() string { return "TIME" }

// faultsFlag is --fault, which may be repeated.
type faultsFlag []devserver.Fault

// Set adds a fault.
func (f *faultsFlag) Set(text string) error {
	fault, err := devserver.ParseFault(text)
	if err != nil {
		return err
	}
	*f = append(*f, fault)
	return nil
}

// String lists the faults.
func (f *faultsFlag) String() string {
	var all []string
	for _, fault := range *f {
		all = append(all, fault.String())
	}
	return strings.Join(all, " ")
}

// Type is the word shown in help.
func (f *faultsFlag) Type() string { return "KIND:SHARE" }

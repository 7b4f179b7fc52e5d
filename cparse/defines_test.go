package cparse

import (
	"strconv"
	"testing"
)

func testDefines() *Defines {
	return NewDefines(map[string]string{
		"CONFIG_A": "1", "CONFIG_M_MODULE": "1", "N": "3", "EMPTY": "", "TEXT": "abc", "__KERNEL__": "",
		"LINUX_VERSION_CODE": strconv.FormatInt(VersionCode(6, 12, 41), 10), "CHAIN": "(LINK)", "LINK": "N", "LOOP": "LOOP", "SUM": "1 + 1",
	}, []string{"GONE"}, "CONFIG_")
}

func TestDecide(t *testing.T) {
	d := testDefines()
	for cond, want := range map[string]truth{
		"defined(CONFIG_A)": yes, "defined CONFIG_A": yes, "defined(CONFIG_B)": no, "defined(OTHER)": open,
		"CONFIG_A": yes, "CONFIG_B": no, "OTHER": open, "GONE": no, "N": yes, "TEXT": open, "EMPTY": open,
		"0": no, "1": yes, "0x10": yes, "2UL": yes, "(1)": yes, "!0": yes, "!!defined(GONE)": no,
		"IS_ENABLED(CONFIG_A)": yes, "IS_ENABLED(CONFIG_M)": yes, "IS_ENABLED(CONFIG_B)": no, "IS_ENABLED(OTHER)": open,
		"IS_BUILTIN(CONFIG_A)": yes, "IS_BUILTIN(CONFIG_M)": no, "IS_MODULE(CONFIG_M)": yes, "IS_MODULE(CONFIG_A)": no,
		"IS_REACHABLE(CONFIG_A)": yes, "IS_REACHABLE(CONFIG_M)": open, "IS_REACHABLE(CONFIG_B)": no,
		"defined(CONFIG_A) && defined(OTHER)": open, "defined(CONFIG_B) && defined(OTHER)": no,
		"defined(CONFIG_A) || defined(OTHER)": yes, "defined(CONFIG_B) || defined(OTHER)": open,
		"CONFIG_B || CONFIG_A && !GONE": yes, "(CONFIG_A || OTHER) && !(GONE)": yes,
		"N > 2": yes, "N >= 4": no, "N == 3 && 2 < N": yes, "N != 3": no, "OTHER > 2": open, "N > OTHER": open,
		"LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 0)": no, "LINUX_VERSION_CODE >= KERNEL_VERSION(6,12,0)": yes,
		"LINUX_VERSION_CODE < KERNEL_VERSION(6, 12, 500)": yes, "KERNEL_VERSION(6, 12) < 1": open, "KERNEL_VERSION(a, 1, 2) < 1": open,
		"KERNEL_VERSION(4, 19, 300) == KERNEL_VERSION(4, 19, 255)": yes, "CHAIN == 3": yes, "LOOP": open, "SUM": open, "CONFIG_B && F(1)": no,
		"N + 1 > 2": open, "N & 1": open, "": open, "(": open, "defined(": open, "IS_ENABLED(": open, "!": open, "1 1": open, "N > ": open,
		"99999999999999999999999": open, "A ? B : C": open, "CONFIG_A ||": open, "CONFIG_A)": open,
	} {
		if got := (scope{defines: d}).decide(cond); got != want {
			t.Errorf("%q: %d, want %d", cond, got, want)
		}
	}
	var none *Defines
	if _, known := none.Truth("defined(CONFIG_A)"); known {
		t.Error("no build at all knows something")
	}
	local := map[string]localDef{"CONFIG_A": {text: []byte("1"), open: true}, "BELOW": {text: []byte("1"), at: 90}, "HERE": {text: []byte("0"), at: 10}}
	for cond, want := range map[string]truth{"defined(CONFIG_A)": open, "BELOW": open, "HERE": no, "defined(HERE)": yes} {
		if got := (scope{d, local, 50}).decide(cond); got != want {
			t.Errorf("in a file that defines it: %q: %d, want %d", cond, got, want)
		}
	}
	module := NewDefines(map[string]string{"CONFIG_M_MODULE": "1", "MODULE": ""}, nil, "")
	if (scope{defines: module}).decide("IS_REACHABLE(CONFIG_M)") != yes {
		t.Error("a module does not reach another")
	}
}

func FuzzDecide(f *testing.F) {
	f.Add("defined(CONFIG_A) && !(N > 2 || IS_ENABLED(X))")
	f.Fuzz(func(t *testing.T, cond string) { (scope{defines: testDefines()}).decide(cond) })
}

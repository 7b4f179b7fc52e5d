package cparse

import "testing"

func testDefines() *Defines {
	return NewDefines(map[string]string{
		"CONFIG_A": "1", "CONFIG_M_MODULE": "1", "N": "3", "EMPTY": "", "TEXT": "abc", "__KERNEL__": "",
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
		"LINUX_VERSION_CODE < KERNEL_VERSION(2, 6, 0)": open, "CONFIG_A && KERNEL_VERSION(1, 2, 3)": open, "CONFIG_B && F(1)": no,
		"N + 1 > 2": open, "N & 1": open, "": open, "(": open, "defined(": open, "IS_ENABLED(": open, "!": open, "1 1": open, "N > ": open,
		"99999999999999999999999": open, "A ? B : C": open, "CONFIG_A ||": open, "CONFIG_A)": open,
	} {
		if got := d.decide(cond, nil); got != want {
			t.Errorf("%q: %d, want %d", cond, got, want)
		}
	}
	var none *Defines
	if _, known := none.Truth("defined(CONFIG_A)"); known {
		t.Error("no build at all knows something")
	}
	if d.decide("defined(CONFIG_A)", map[string]bool{"CONFIG_A": true}) != open {
		t.Error("a name that the file defines itself is decided")
	}
	module := NewDefines(map[string]string{"CONFIG_M_MODULE": "1", "MODULE": ""}, nil, "")
	if module.decide("IS_REACHABLE(CONFIG_M)", nil) != yes {
		t.Error("a module does not reach another")
	}
}

func FuzzDecide(f *testing.F) {
	f.Add("defined(CONFIG_A) && !(N > 2 || IS_ENABLED(X))")
	f.Fuzz(func(t *testing.T, cond string) { testDefines().decide(cond, nil) })
}

package ask

import "bytes"

// What a file does with a member of some name is seen in its text first: only files
// that seem to do it are read. Each occurrence of the name is looked at, which is many
// times as fast as an expression that is tried at each byte.

// textTest tells whether a text seems to do something.
type textTest func(data []byte) bool

// anyWord tells whether an occurrence of a word in a text is as wanted: before is the
// text up to it, after what follows, both without the space beside it.
func anyWord(data []byte, name string, want func(before, after []byte) bool) bool {
	word := []byte(name)
	if len(word) == 0 {
		return false
	}
	for at := 0; ; {
		i := bytes.Index(data[at:], word)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(word)
		if (start == 0 || !isWord(data[start-1])) && (end == len(data) || !isWord(data[end])) &&
			want(bytes.TrimRight(data[:start], space), bytes.TrimLeft(data[end:], space)) {
			return true
		}
		at = end
	}
}

const space = " \t\r\n\f"

func afterDot(before []byte) bool {
	return bytes.HasSuffix(before, []byte("->")) || bytes.HasSuffix(before, []byte("."))
}

// callsMember finds calls through a member: x->run(1), (x.run)(1).
func callsMember(field string) textTest {
	return func(data []byte) bool {
		return anyWord(data, field, func(before, after []byte) bool {
			if !afterDot(before) {
				return false
			}
			after = bytes.TrimLeft(bytes.TrimPrefix(after, []byte(")")), space)
			return bytes.HasPrefix(after, []byte("("))
		})
	}
}

// setsMember finds assignments and initialisers of a member.
func setsMember(field string) textTest {
	return func(data []byte) bool {
		return anyWord(data, field, func(before, after []byte) bool {
			return afterDot(before) && len(after) > 1 && after[0] == '=' && after[1] != '='
		})
	}
}

// readsMember finds statements that take the value of a member, which the next one may
// call or keep: f = x->run; f(1). What is read as an argument or for a test is not meant:
// most such members are data.
func readsMember(field string) textTest {
	return func(data []byte) bool {
		return anyWord(data, field, func(before, after []byte) bool {
			if !afterDot(before) || len(after) == 0 || !bytes.ContainsAny(after[:1], ";[?:") {
				return false
			}
			statement := bytes.TrimLeft(before[bytes.LastIndexAny(before, ";{})")+1:], space)
			set := bytes.LastIndexByte(statement, '=')
			return bytes.HasPrefix(statement, []byte("return ")) || set > 0 && !bytes.ContainsAny(statement[set-1:set], "=!<>+-*/%&|^")
		})
	}
}

// handsToMacro finds macros that get the name of a member as an argument that is not
// the first, to call it; a variable of that name looks the same.
func handsToMacro(field string) textTest {
	return func(data []byte) bool {
		return anyWord(data, field, func(before, after []byte) bool {
			if !bytes.HasSuffix(before, []byte(",")) || len(after) == 0 || after[0] != ',' && after[0] != ')' {
				return false
			}
			open := bytes.LastIndexAny(before, ";{}()")
			return open > 0 && before[open] == '(' && isWord(before[open-1])
		})
	}
}

// handsFirst finds macros that get the name as their first argument.
func handsFirst(field string) textTest {
	return func(data []byte) bool {
		return anyWord(data, field, func(before, after []byte) bool {
			n := len(before)
			return n > 1 && before[n-1] == '(' && isWord(before[n-2]) && len(after) > 0 && after[0] == ','
		})
	}
}

// callsNamed finds calls of a function or a macro.
func callsNamed(name string) textTest {
	return func(data []byte) bool {
		return anyWord(data, name, func(_, after []byte) bool { return len(after) > 0 && after[0] == '(' })
	}
}

package model

import (
	"bytes"
	"strings"
)

// sig is the parameter list of a function or function-like macro.
type sig struct {
	params   []string
	variadic bool
	macro    bool
}

// signature finds the declaration of name in C text: a #define with
// parameters, or a line that starts a declaration in the first column and
// names the function before an opening parenthesis. A call is indented, so it
// is not taken for one; a declaration in an unusual layout is not found, and
// then nothing is compared.
func signature(data []byte, name string) *sig {
	var fn, macro *sig
	eachIdent(data, name, func(start, end int) bool {
		line := data[bytes.LastIndexByte(data[:start], '\n')+1 : start]
		define := bytes.HasPrefix(bytes.TrimLeft(line, " \t"), []byte("#"))
		if define {
			if !bytes.HasSuffix(bytes.TrimRight(line, " \t"), []byte("define")) {
				return true // used in another macro or in a condition
			}
			if macro == nil && end < len(data) && data[end] == '(' {
				macro = parseParams(data[end:])
				macro.macro = true
			}
			return true
		}
		if len(line) > 0 && (line[0] == ' ' || line[0] == '\t' || line[0] == '*' || line[0] == '/') {
			return true
		}
		rest := bytes.TrimLeft(data[end:], " \t")
		if len(rest) > 0 && rest[0] == '(' && !bytes.ContainsAny(line, "=(") {
			if s := parseParams(rest); s != nil && fn == nil {
				fn = s
			}
		}
		return fn == nil
	})
	if fn != nil {
		return fn
	}
	return macro
}

// parseParams splits "(a, b, …)".
func parseParams(text []byte) *sig {
	s := &sig{}
	depth, start := 0, 1
	for i, c := range text {
		switch {
		case c == '(' || c == '[' || c == '{':
			depth++
		case c == ')' || c == ']' || c == '}':
			depth--
			if depth == 0 {
				s.add(string(text[start:i]))
				return s
			}
		case c == ',' && depth == 1:
			s.add(string(text[start:i]))
			start = i + 1
		}
	}
	return s
}

func (s *sig) add(param string) {
	p := strings.Join(strings.Fields(strings.ReplaceAll(param, "\\\n", " ")), " ")
	switch {
	case strings.HasSuffix(p, "..."):
		s.variadic = true
	case p != "" && p != "void":
		s.params = append(s.params, p)
	}
}

// structBody returns the text between the braces of a struct definition: in
// the cited text, else wherever the type is defined in a header.
func (v *verifier) structBody(structType string, data []byte) []byte {
	if body, ok := v.bodies[structType]; ok {
		return body
	}
	body := structIn(data, structType)
	if body == nil && v.find(tag(structType)) != "" {
		for _, name := range v.names {
			d, err := v.file(name)
			if err != nil || !bytes.Contains(d, []byte(structType)) {
				continue
			}
			if body = structIn(d, structType); body != nil {
				break
			}
		}
	}
	v.bodies[structType] = body
	return body
}

// structIn finds "struct foo {" and the brace that ends it.
func structIn(data []byte, structType string) []byte {
	var body []byte
	eachIdent(data, structType, func(_, end int) bool {
		rest := data[end:]
		open := bytes.IndexByte(rest, '{')
		if open < 0 || len(bytes.TrimSpace(rest[:open])) > 0 {
			return true
		}
		depth := 0
		for i := open; i < len(rest); i++ {
			switch rest[i] {
			case '{':
				depth++
			case '}':
				if depth--; depth == 0 {
					body = rest[open : i+1]
					return false
				}
			}
		}
		return true
	})
	return body
}

func definesMacro(data []byte, name string) bool {
	found := false
	eachIdent(data, name, func(start, _ int) bool {
		line := data[bytes.LastIndexByte(data[:start], '\n')+1 : start]
		found = bytes.HasPrefix(bytes.TrimSpace(line), []byte("#define"))
		return !found
	})
	return found
}

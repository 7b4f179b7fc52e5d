package ir

// fun reads a function: "func", attributes, the signature, and the blocks.
func (p *parser) fun() {
	p.next()
	f := &Func{File: p.u.Path, Exprs: make([]Expr, 1)}
	p.f, p.vars, p.blocks, p.wants = f, map[string]VarID{}, map[string]BlockID{}, nil
	for {
		if p.accept("static") {
			f.Kind = FuncStatic
		} else if p.accept("macro") {
			f.Kind = FuncMacro
		} else if p.accept("inline") {
			f.Inline = true
		} else if p.accept("head") {
			f.Head = true
		} else if p.accept("weak") {
			f.Weak = true
		} else if p.accept("noreturn") {
			f.Noreturn = true
		} else {
			break
		}
	}
	f.Result, f.Name = p.typeName()
	for p.expect("("); !p.accept(")"); {
		if p.accept("...") {
			f.Variadic = true
		} else {
			t, n := p.typeName()
			f.Params = append(f.Params, p.declare(n, t))
		}
		if !p.is(")") {
			p.expect(",")
		}
	}
	if p.tok.kind == tokStr {
		f.File = p.str()
		if p.accept(":") {
			f.Pos, f.End = p.span()
		}
	}
	if p.accept("config") {
		f.Config = p.str()
	}
	f.Notes = p.notes()
	p.expect("{")
	p.body()
	for _, w := range p.wants {
		b, ok := p.blocks[w.name]
		if !ok {
			p.failAt(w.line, "no block %s", w.name)
		}
		f.Blocks[w.b].Term.Targets[w.i] = b
	}
	p.u.Funcs = append(p.u.Funcs, f)
}

func (p *parser) declare(name string, t Type) VarID {
	if _, ok := p.vars[name]; ok {
		p.fail("%s is declared twice", name)
	}
	id := VarID(len(p.f.Vars))
	p.vars[name] = id
	p.f.Vars = append(p.f.Vars, Var{Name: name, Type: t})
	return id
}

// body reads variables and blocks up to the closing brace. The first block
// may go without a label.
func (p *parser) body() {
	f := p.f
	open := false // the last block of f has no terminator yet
	for p.skipLines(); !p.is("}"); p.skipLines() {
		if p.tok.kind == tokEOF {
			p.fail("function %s does not end", f.Name)
		}
		if p.is("var") {
			p.next()
			t, n := p.typeName()
			p.declare(n, t)
			p.endLine()
			continue
		}
		if name, ok := p.label(); ok {
			if open {
				p.fail("block before %s does not end in jump, branch, switch, return or unreachable", name)
			}
			if _, dup := p.blocks[name]; dup {
				p.fail("block %s is defined twice", name)
			}
			p.blocks[name] = BlockID(len(f.Blocks))
			f.Blocks = append(f.Blocks, Block{})
			open = true
			continue
		}
		if !open {
			if len(f.Blocks) > 0 {
				p.fail("expected a block label, found %s", p.found())
			}
			f.Blocks = append(f.Blocks, Block{})
			open = true
		}
		open = !p.statement(BlockID(len(f.Blocks) - 1))
		if !p.is("}") {
			p.endLine()
		}
	}
	if open {
		p.fail("last block of %s does not end in jump, branch, switch, return or unreachable", f.Name)
	}
	if len(f.Blocks) == 0 {
		p.fail("function %s has no block", f.Name)
	}
	p.next()
}

// label reads "name:" if that is what comes next.
func (p *parser) label() (string, bool) {
	if p.tok.kind != tokIdent {
		return "", false
	}
	saved := p.lex
	if colon := p.lex.next(); colon.kind != tokPunct || colon.text != ":" {
		p.lex = saved
		return "", false
	}
	name := p.tok.text
	p.next()
	return name, true
}

// statement reads one instruction or terminator into block b and says whether
// it ended the block.
func (p *parser) statement(b BlockID) bool {
	in := Instr{}
	if p.tok.kind == tokTemp {
		in.Dst = p.expr(precPostfix)
		p.expect("=")
		if !p.is("call") {
			p.fail("expected call, found %s", p.found())
		}
	}
	if p.tok.kind != tokIdent {
		p.fail("expected an instruction, found %s", p.found())
	}
	switch word := p.tok.text; word {
	case "call":
		p.next()
		p.call(&in)
	case "store":
		p.next()
		in.Op = InstrStore
		in.Dst = p.expr(0)
		p.expect("=")
		in.Src = p.expr(0)
		p.note(&in)
	case "unknown":
		p.next()
		in.Op = InstrUnknown
		in.Note = p.str()
	default:
		p.term(b)
		return true
	}
	in.Pos, in.End = p.pos()
	p.f.Blocks[b].Instrs = append(p.f.Blocks[b].Instrs, in)
	return false
}

func (p *parser) call(in *Instr) {
	in.Op = InstrCall
	in.Src = p.callee()
	for p.expect("("); !p.accept(")"); {
		in.Args = append(in.Args, p.expr(0))
		if !p.is(")") {
			p.expect(",")
		}
	}
	p.note(in)
}

func (p *parser) note(in *Instr) {
	if p.tok.kind == tokIdent {
		in.Note = p.tok.text
		p.next()
	} else if p.tok.kind == tokStr {
		in.Note = p.str()
	}
}

func (p *parser) term(b BlockID) {
	word := p.tok.text
	p.next()
	var t Term
	target := func() {
		if p.tok.kind != tokIdent {
			p.fail("expected a block, found %s", p.found())
		}
		p.wants = append(p.wants, want{b: b, i: len(t.Targets), name: p.tok.text, line: p.tok.line})
		t.Targets = append(t.Targets, 0)
		p.next()
	}
	switch word {
	case "jump":
		t.Kind = TermJump
		target()
	case "branch":
		t.Kind = TermBranch
		t.Cond = p.expr(0)
		p.expect(",")
		target()
		p.expect(",")
		target()
	case "switch":
		t.Kind = TermSwitch
		t.Cond = p.expr(0)
		p.expect("{")
		for p.skipLines(); p.accept("case"); p.skipLines() {
			var c Case
			c.Lo = p.expr(0)
			c.Hi = c.Lo
			if p.accept("...") {
				c.Hi = p.expr(0)
			}
			t.Cases = append(t.Cases, c)
			p.expect(":")
			target()
			p.accept(";")
		}
		p.expect("default")
		p.expect(":")
		target()
		p.accept(";")
		p.skipLines()
		p.expect("}")
	case "return":
		t.Kind = TermReturn
		if p.tok.kind != tokNL && p.tok.kind != tokEOF && !p.atPos() && !p.is("}") {
			t.Cond = p.expr(0)
		}
	case "unreachable":
		t.Kind = TermUnreachable
	default:
		p.fail("unknown instruction %q", word)
	}
	t.Pos, _ = p.pos()
	p.f.Blocks[b].Term = t
}

// atPos tells "@12:3" from a quoted name.
func (p *parser) atPos() bool {
	return p.is("@") && p.lex.at(0) >= '0' && p.lex.at(0) <= '9'
}

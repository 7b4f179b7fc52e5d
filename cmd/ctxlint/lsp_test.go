package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"
)

// sampleTree unpacks the small tree of a script.
func sampleTree(t *testing.T) string {
	t.Helper()
	a, err := txtar.ParseFile("testdata/script/understand.txtar")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, f := range a.Files {
		if name, ok := strings.CutPrefix(f.Name, "tree/"); ok {
			if err := os.WriteFile(filepath.Join(dir, name), f.Data, 0o666); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}

// inNeovim does what a user of docs/editors.md does, in the functions that Neovim
// has had since 0.5: a sleep is typed into a helper of an interrupt handler, the
// cursor rests on it, hints, actions and callers are asked for, a question is given up,
// and the sleep is taken back.
const inNeovim = `
local out = assert(io.open(vim.env.OUT, 'w'))
local id = vim.lsp.start_client({
  name = 'ctxlint', cmd = { vim.env.CTXLINT, 'lsp', '--cache', 'none' },
  cmd_env = { CTXLINT_TEST_AS_PROGRAM = '1' }, root_dir = vim.env.TREE,
})
vim.cmd('edit ' .. vim.env.TREE .. '/chip.c')
vim.lsp.buf_attach_client(0, id)
assert(vim.wait(20000, function() return vim.lsp.get_client_by_id(id).initialized end, 20), 'initialize')
local ack
for i, l in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
  if l:find('writel') then ack = i end
end
vim.api.nvim_buf_set_lines(0, ack, ack, true, { '\tmsleep(1);' })
assert(vim.wait(20000, function() return #vim.diagnostic.get(0) > 0 end, 20), 'diagnostics')
local d = vim.diagnostic.get(0)[1]
out:write('diagnostic ', d.lnum - ack, ' ', d.code or '', ' ', d.message, '\n')
vim.api.nvim_win_set_cursor(0, { ack + 1, 1 })
local answers = vim.lsp.buf_request_sync(0, 'textDocument/hover', vim.lsp.util.make_position_params(), 20000)
out:write('hover ', vim.inspect(answers[id].result.contents):gsub('\n', ' '), '\n')
local client, doc = vim.lsp.get_client_by_id(id), { uri = vim.uri_from_bufnr(0) }
local function ask(method, params)
  local r = assert(client.request_sync(method, params, 20000, 0), method)
  assert(not r.err, vim.inspect(r.err))
  return r.result
end
local function said(what, x) out:write(what, ' ', vim.inspect(x):gsub('%s+', ' '), '\n') end
local all = { start = { line = 0, character = 0 }, ['end'] = { line = 99, character = 0 } }
local here = { start = { line = ack, character = 0 }, ['end'] = { line = ack, character = 5 } }
said('hints', ask('textDocument/inlayHint', { textDocument = doc, range = all }))
for _, a in ipairs(ask('textDocument/codeAction', { textDocument = doc, range = here, context = { diagnostics = {} } })) do
  out:write('action ', a.title, '\n')
end
local item = ask('textDocument/prepareCallHierarchy', vim.lsp.util.make_position_params())[1]
said('item', item.name)
for _, c in ipairs(ask('callHierarchy/incomingCalls', { item = item })) do
  out:write('caller ', c.from.name, ' ', c.from.detail, '\n')
end
for _, c in ipairs(ask('callHierarchy/outgoingCalls', { item = item })) do
  out:write('callee ', c.to.name, '\n')
end
-- Neovim calls no handler for what it has given up: the next question is answered.
local _, n = client.request('textDocument/hover', vim.lsp.util.make_position_params(), function() end, 0)
client.cancel_request(n)
said('after', ask('textDocument/hover', vim.lsp.util.make_position_params()).contents.kind)
vim.api.nvim_buf_set_lines(0, ack, ack + 1, true, {})
assert(vim.wait(20000, function() return #vim.diagnostic.get(0) == 0 end, 20), 'no diagnostics')
out:write('gone\n')
out:close()
vim.lsp.stop_client(id)
vim.cmd('qa!')
`

// besideClangd has both servers on one buffer: each tells its own, also after an edit, and
// what one of them answers takes nothing from the other.
const besideClangd = `
local out = assert(io.open(vim.env.OUT, 'w'))
vim.cmd('edit ' .. vim.env.TREE .. '/chip.c')
local ids = {}
for name, cmd in pairs({ clangd = { 'clangd', '--background-index=false' }, ctxlint = { vim.env.CTXLINT, 'lsp', '--cache', 'none' } }) do
  ids[name] = vim.lsp.start_client({
    name = name, cmd = cmd, cmd_env = { CTXLINT_TEST_AS_PROGRAM = '1' }, root_dir = vim.env.TREE,
    on_exit = function(code) out:write(name, ' ends ', code, '\n') end,
  })
  vim.lsp.buf_attach_client(0, ids[name])
end
local function found(name)
  return vim.diagnostic.get(0, { namespace = vim.lsp.diagnostic.get_namespace(ids[name]) })
end
local ack
for i, l in ipairs(vim.api.nvim_buf_get_lines(0, 0, -1, true)) do
  if l:find('writel') then ack = i end
end
assert(vim.wait(30000, function() return #found('clangd') > 0 end, 20), 'clangd')
vim.api.nvim_buf_set_lines(0, ack, ack, true, { '\tmsleep(1);' })
assert(vim.wait(30000, function() return #found('ctxlint') > 0 end, 20), 'ctxlint')
for name, _ in pairs(ids) do out:write(name, ' says ', found(name)[1].message, '\n') end
vim.api.nvim_win_set_cursor(0, { ack + 1, 1 })
for _, method in ipairs({ 'textDocument/hover', 'textDocument/prepareCallHierarchy' }) do
  for id, a in pairs(vim.lsp.buf_request_sync(0, method, vim.lsp.util.make_position_params(), 30000)) do
    out:write(vim.lsp.get_client_by_id(id).name, ' ', method, ' ', a.error and 'error' or 'answer', '\n')
  end
end
vim.lsp.stop_client({ ids.clangd, ids.ctxlint })
assert(vim.wait(10000, function() return #vim.lsp.get_active_clients() == 0 end, 20), 'both end')
out:close()
vim.cmd('qa!')
`

// TestBesideClangd has both servers in one editor.
func TestBesideClangd(t *testing.T) {
	if _, err := exec.LookPath("clangd"); err != nil {
		t.Log("no clangd is installed here")
		return
	}
	got := neovim(t, besideClangd)
	for _, want := range []string{"clangd says ", "ctxlint says msleep() may sleep", "clangd textDocument/hover answer", "ctxlint textDocument/hover answer",
		"clangd textDocument/prepareCallHierarchy answer", "ctxlint textDocument/prepareCallHierarchy answer", "clangd ends 0", "ctxlint ends 0"} {
		if got != "" && !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// TestNeovim has a real editor as client.
func TestNeovim(t *testing.T) {
	got := neovim(t, inNeovim)
	for _, want := range []string{"diagnostic 0 sleep-in-atomic ", "msleep() may sleep", "hover ", "hardirq", "hints ", `label = "hardirq"`, "action Silence sleep-in-atomic", `item "chip_ack"`, "caller chip_irq hardirq", `after "markdown"`, "gone"} {
		if got != "" && !strings.Contains(got, want) {
			t.Errorf("no %q in\n%s", want, got)
		}
	}
}

// neovim runs a session in Neovim, and is what it wrote; "" where there is none.
func neovim(t *testing.T, session string) string {
	t.Helper()
	nvim, err := exec.LookPath("nvim")
	if err != nil {
		t.Log("no Neovim is installed here: the language server was not tried with it")
		return ""
	}
	dir, out := sampleTree(t), filepath.Join(t.TempDir(), "out")
	script := filepath.Join(t.TempDir(), "session.lua")
	if err := os.WriteFile(script, []byte(session), 0o666); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(nvim, "--headless", "--clean", "-n", "-c", "luafile "+script)
	cmd.Env = append(os.Environ(), "OUT="+out, "TREE="+dir, "CTXLINT="+os.Args[0], "XDG_STATE_HOME="+t.TempDir(), "XDG_CACHE_HOME="+t.TempDir())
	done := make(chan error, 1)
	var said strings.Builder
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() { done <- cmd.Wait() }()
	select {
	case <-done:
	case <-time.After(90 * time.Second):
		_ = cmd.Process.Kill()
		t.Error("the session does not end")
	}
	got, err := os.ReadFile(out)
	if err != nil || len(got) == 0 {
		t.Errorf("the session wrote nothing: %v\n%s", err, said.String())
	}
	return string(got)
}

// TestKeystroke measures how long findings take to come after a keystroke, in a
// driver of the tree that -tree names, or in the sample. docs/performance.md has
// what it prints.
func TestKeystroke(t *testing.T) {
	dir, file := sampleTree(t), "chip.c"
	if *tourTree != "" {
		dir, file = *tourTree, "sound/soc/fsl/fsl_sai.c"
	}
	path, err := filepath.Abs(filepath.Join(dir, file))
	if err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	e := startEditor(t, dir)
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"rootUri":"file://%s","capabilities":{}}}`, filepath.Dir(path)))
	e.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didOpen","params":{"textDocument":{"uri":"file://%s","languageId":"c","version":1,"text":%q}}}`, path, text))
	e.await("textDocument/publishDiagnostics")
	var took, busy []time.Duration
	for v := 2; v < 9; v++ {
		start, used := time.Now(), e.cpu()
		e.send(fmt.Sprintf(`{"jsonrpc":"2.0","method":"textDocument/didChange","params":{"textDocument":{"uri":"file://%s","version":%d},"contentChanges":[{"text":%q}]}}`, path, v, string(text)+strings.Repeat("\n", v)))
		e.await("textDocument/publishDiagnostics")
		took = append(took, time.Since(start).Round(time.Millisecond))
		busy = append(busy, e.cpu()-used)
	}
	slices.Sort(took)
	slices.Sort(busy)
	t.Logf("%s: %v after a keystroke, of %v; %v of processors, of %v", file, took[len(took)/2], took, busy[len(busy)/2], busy)
	if *tourTree == "" && took[0] > 5*time.Second {
		t.Error("a small file takes that long")
	}
	// On a busy machine the clock tells nothing: what the processors did does.
	if busy[len(busy)/2] > answerWithin {
		t.Errorf("a keystroke takes %v of processors", busy[len(busy)/2])
	}
}

// answerWithin is what an answer after a keystroke may take.
const answerWithin = 500 * time.Millisecond

// cpu is the time that processors spent on the program; 0 where the system does not
// tell.
func (e *editor) cpu() time.Duration {
	data, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", e.pid))
	if err != nil {
		return 0
	}
	_, rest, _ := strings.Cut(string(data), ") ")
	fields := strings.Fields(rest)
	const utime, stime = 11, 12 // after the name
	if len(fields) <= stime {
		return 0
	}
	ticks := 0
	for _, f := range []string{fields[utime], fields[stime]} {
		n, _ := strconv.Atoi(f)
		ticks += n
	}
	return time.Duration(ticks) * 10 * time.Millisecond
}

// editor is a client that speaks the protocol to the program.
type editor struct {
	t   *testing.T
	in  io.Writer
	out *bufio.Reader
	pid int
}

func startEditor(t *testing.T, dir string) *editor {
	t.Helper()
	cmd := exec.Command(os.Args[0], "lsp", "--cache", t.TempDir())
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), asProgram+"=1")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
	})
	return &editor{t, in, bufio.NewReader(out), cmd.Process.Pid}
}

func (e *editor) send(text string) {
	e.t.Helper()
	if _, err := fmt.Fprintf(e.in, "Content-Length: %d\r\n\r\n%s", len(text), text); err != nil {
		e.t.Fatal(err)
	}
}

// await reads up to a notification.
func (e *editor) await(method string) {
	e.t.Helper()
	for {
		n := 0
		for {
			l, err := e.out.ReadString('\n')
			if err != nil {
				e.t.Fatal(err)
			}
			if strings.TrimSpace(l) == "" {
				break
			}
			fmt.Sscanf(l, "Content-Length: %d", &n)
		}
		data := make([]byte, n)
		if _, err := io.ReadFull(e.out, data); err != nil {
			e.t.Fatal(err)
		}
		var m struct{ Method string }
		if err := json.Unmarshal(data, &m); err != nil {
			e.t.Fatal(err)
		}
		if m.Method == method {
			return
		}
	}
}

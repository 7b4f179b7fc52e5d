package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"
)

// asProgram makes the test's binary be ctxlint, see TestMain.
const asProgram = "CTXLINT_TEST_AS_PROGRAM"

// assistant starts the program in a tree, and a client of the protocol's own SDK.
func assistant(t *testing.T, dir string) (*sdk.ClientSession, context.Context) {
	t.Helper()
	ctx, stop := context.WithTimeout(context.Background(), 2*time.Minute)
	t.Cleanup(stop)
	cmd := exec.Command(os.Args[0], "mcp", "--root", dir, "--cache", "none")
	cmd.Env = append(os.Environ(), asProgram+"=1")
	cmd.Stderr = os.Stderr
	s, err := sdk.NewClient(&sdk.Implementation{Name: "test", Version: "1"}, nil).Connect(ctx, &sdk.CommandTransport{Command: cmd}, nil)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s, ctx
}

const mcpPatch = `--- a/chip.c
+++ b/chip.c
@@ -6,6 +6,7 @@
 static void chip_ack(struct chip *chip)
 {
 	writel(1, chip->base);
+	msleep(1);
 }
 
 static irqreturn_t chip_irq(int irq, void *data)
`

const mcpSplat = `BUG: sleeping function called from invalid context at chip.c:6
Call trace:
 __might_sleep+0x10/0x20
 msleep+0x10/0x20
 chip_ack+0x10/0x20
 chip_irq+0x10/0x20
 __handle_irq_event_percpu+0x10/0x20
`

func TestAssistant(t *testing.T) {
	s, ctx := assistant(t, sampleTree(t))
	tools, err := s.ListTools(ctx, nil)
	if err != nil || len(tools.Tools) != 5 {
		t.Fatalf("%v %v", tools, err)
	}
	for _, tool := range tools.Tools {
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint {
			t.Errorf("%s is not said to be read-only", tool.Name)
		}
	}
	for _, c := range []struct {
		tool string
		args map[string]any
		want string // in the answer; with a "!", of an error
	}{
		{"context", map[string]any{"target": "chip_ack"}, `"kind":"hardirq"`},
		{"context", map[string]any{"target": "snd_pcm_ops.trigger"}, `"context":"atomic unless nonatomic"`},
		{"callers_with_locks", map[string]any{"function": "chip_ack"}, `"function":"chip_irq"`},
		{"splat", map[string]any{"text": mcpSplat}, `"rule":"sleep-in-atomic"`},
		{"check_patch", map[string]any{"patch": mcpPatch}, `"rule":"sleep-in-atomic"`},
		{"explain", map[string]any{"rule": "sleep-in-atomic"}, `may sleep`},

		{"context", map[string]any{"target": "chip_akc"}, "!no file of the tree defines chip_akc()"},
		{"context", map[string]any{"target": "/etc/passwd:1"}, "!outside"},
		{"context", map[string]any{"target": "chip_ack@../../etc/passwd"}, "!passwd"},
		{"context", map[string]any{}, "!target"},
		{"context", map[string]any{"target": 7}, "!target"},
		{"callers_with_locks", map[string]any{"function": "a b"}, "!is no function"},
		{"splat", map[string]any{"text": strings.Repeat("x", 3<<20)}, "!KiB"},
		{"check_patch", map[string]any{"patch": "no patch"}, "!"},
		{"check_patch", map[string]any{"patch": strings.ReplaceAll(mcpPatch, "chip.c", "../../etc/passwd")}, "!"},
		{"explain", map[string]any{"rule": "no-such"}, "!no-such"},
	} {
		res, err := s.CallTool(ctx, &sdk.CallToolParams{Name: c.tool, Arguments: c.args})
		want, wrong := strings.CutPrefix(c.want, "!")
		text := ""
		switch {
		case err != nil:
			text = err.Error()
		default:
			for _, x := range res.Content {
				if x, ok := x.(*sdk.TextContent); ok {
					text += x.Text
				}
			}
		}
		if failed := err != nil || res.IsError; failed != wrong || !strings.Contains(text, want) {
			t.Errorf("%s %.80v: failed %v: %.300s; want %s", c.tool, c.args, failed, text, c.want)
		}
		if len(text) > 64<<10 {
			t.Errorf("%s answered with %d bytes", c.tool, len(text))
		}
	}
	// What is not known of the tree did not stop it.
	if res, err := s.CallTool(ctx, &sdk.CallToolParams{Name: "context", Arguments: map[string]any{"target": "chip_irq"}}); err != nil || res.IsError {
		t.Errorf("at the end: %+v %v", res, err)
	}
}

// TestAssistantSeesEdits: a session outlives many changes of the tree. What was written
// between two questions counts, in files that were read and in new ones.
func TestAssistantSeesEdits(t *testing.T) {
	dir := sampleTree(t)
	s, ctx := assistant(t, dir)
	callers := func() string {
		t.Helper()
		res, err := s.CallTool(ctx, &sdk.CallToolParams{Name: "callers_with_locks", Arguments: map[string]any{"function": "chip_nap"}})
		if err != nil || len(res.Content) != 1 {
			t.Fatal(res, err)
		}
		return res.Content[0].(*sdk.TextContent).Text
	}
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	if got := callers(); !strings.Contains(got, "chip_nap") || strings.Contains(got, `"function":"first"`) {
		t.Errorf("before: %s", got)
	}
	write("nap.c", "void chip_nap(void)\n{\n\tmsleep(1);\n}\n\nvoid first(void)\n{\n\tchip_nap();\n}\n")
	if got := callers(); !strings.Contains(got, `"function":"first"`) {
		t.Errorf("a new file: %s", got)
	}
	write("nap.c", "void chip_nap(void)\n{\n\tmsleep(1);\n}\n\nvoid other(void)\n{\n\tchip_nap();\n}\n")
	if got := callers(); !strings.Contains(got, `"function":"other"`) || strings.Contains(got, `"function":"first"`) {
		t.Errorf("the file was written again: %s", got)
	}
	write("user.c", "void chip_nap(void);\n\nvoid user(spinlock_t *lock)\n{\n\tspin_lock(lock);\n\tchip_nap();\n\tspin_unlock(lock);\n}\n")
	if got := callers(); !strings.Contains(got, `"function":"user"`) {
		t.Errorf("another new file: %s", got)
	}
}

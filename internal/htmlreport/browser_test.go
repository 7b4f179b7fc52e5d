package htmlreport

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/performance"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

// browser opens the page in a headless Chromium; nil where there is none. CI has
// one, see .ci/run.
func browser(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if p, err := exec.LookPath(name); err == nil {
			path = p
			break
		}
	}
	if path == "" {
		return nil
	}
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox, chromedp.WSURLReadTimeout(2*time.Minute), chromedp.WindowSize(1280, 900), chromedp.UserDataDir(profile(t)))
	ctx, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	t.Cleanup(stop)
	ctx, stop = chromedp.NewContext(ctx)
	t.Cleanup(stop)
	ctx, stop = context.WithTimeout(ctx, 8*time.Minute) // a busy machine
	t.Cleanup(stop)
	return ctx
}

// TestInBrowser uses the page as a reader does: it filters, moves by keys, follows
// an anchor, changes the theme, and prints, with 3,000 findings.
func TestInBrowser(t *testing.T) {
	ctx := browser(t)
	if ctx == nil {
		t.Log("no Chromium is installed here: the page was not opened")
		return
	}
	var failures []string
	chromedp.ListenTarget(ctx, func(ev any) {
		if e, ok := ev.(*runtime.EventExceptionThrown); ok {
			failures = append(failures, e.ExceptionDetails.Error())
		}
	})
	name := write(t, 3000)
	var title, count, kept, all, none, place, detail, hash, theme, back, way string
	var rows, steps, boxes int
	var indent float64
	var before, after float64
	var pdf []byte
	run(t, ctx,
		chromedp.Navigate("file://"+name),
		chromedp.WaitVisible("#list .row"),
		chromedp.Title(&title),
		chromedp.Evaluate(`document.querySelectorAll("#list .row").length`, &rows),
		// a filter, typed
		chromedp.SendKeys("#query", "chip1234_stop"),
		chromedp.Text("#count", &count),
		chromedp.SendKeys("#query", kb.Escape),
		chromedp.KeyEvent("j"),
		chromedp.Text("#count", &kept),
		chromedp.Text("#detail h2", &detail),
		// a line that begins with a tab stands eight columns in
		chromedp.Evaluate(`(() => { const c = [...document.querySelectorAll("#detail .c")], at = (e, n) => { const r = document.createRange(), w = document.createTreeWalker(e, NodeFilter.SHOW_TEXT);
			let t = w.nextNode(); r.setStart(t, n); r.setEnd(t, n + 1); return r.getBoundingClientRect(); };
			const tab = c.find(e => e.textContent[0] === "\t"), flat = c.find(e => /^[a-z]/.test(e.textContent));
			return (at(tab, 0).right - at(flat, 0).left) / at(flat, 0).width; })()`, &indent),
		chromedp.Text("#detail h3.way", &way),
		chromedp.Evaluate(`location.hash`, &hash),
		chromedp.Evaluate(`document.querySelectorAll("#detail .step").length`, &steps),
		chromedp.Evaluate(`document.querySelectorAll("#detail svg rect").length`, &boxes),
		// the whole list is scrolled through, and what is typed filters it
		chromedp.KeyEvent(kb.Escape),
		chromedp.Evaluate(`document.getElementById("count").textContent`, &all),
		chromedp.SendKeys("#query", "no such thing"),
		chromedp.Evaluate(`document.getElementById("list").textContent`, &none),
		chromedp.KeyEvent(kb.Escape),
		chromedp.KeyEvent(kb.Escape),
		performance.Enable().WithTimeDomain(performance.EnableTimeDomainThreadTicks),
		busy(&before),
		chromedp.Evaluate(`(async () => { const l = document.getElementById("list"), q = document.getElementById("query");
			const frame = async () => { await new Promise(requestAnimationFrame); await new Promise(requestAnimationFrame); };
			for (let i = 0; i < 40; i++) { l.scrollTop = i * 3500; await frame(); }
			for (const text of ["c", "ch", "chi", "chip", "chip1", ""]) { q.value = text; q.oninput(); await frame(); } })()`, nil,
			func(p *runtime.EvaluateParams) *runtime.EvaluateParams { return p.WithAwaitPromise(true) }),
		busy(&after),
		chromedp.KeyEvent("t"),
		chromedp.Evaluate(`document.documentElement.dataset.theme`, &theme),
		chromedp.Evaluate(`getComputedStyle(document.body).backgroundColor`, &back),
	)
	if title != "ctxlint: 3000 findings" || rows == 0 || rows > 60 {
		t.Errorf("title %q, %d rows", title, rows)
	}
	if count != "1 of 3000 findings" || detail != "msleep() may sleep in chip1234_stop()" || hash != "#00000000000004d2" || steps != 3 || boxes != 2 {
		t.Errorf("count %q, detail %q, hash %q, %d steps, %d boxes", count, detail, hash, steps, boxes)
	}
	if kept != count || all != "" || none != "No finding matches." {
		t.Errorf("after the first Escape %q, after the second %q; without a match %q", kept, all, none)
	}
	if indent < 7.5 || indent > 8.5 {
		t.Errorf("a tab is %.1f columns wide", indent)
	}
	if way != "The way, in atomic context" {
		t.Errorf("%q", way)
	}
	// In time of the processor, since a busy machine says nothing about the page.
	if each := (after - before) * 1000 / 46; each > 100 {
		t.Errorf("a step of scrolling or typing takes %.0f ms", each)
	} else {
		t.Logf("a step of scrolling or typing takes %.1f ms", each)
	}
	if theme == "" || back == "" {
		t.Errorf("theme %q %q", theme, back)
	}
	run(t, ctx,
		chromedp.Navigate("file://"+name+"#0000000000000007"),
		chromedp.Reload(),
		chromedp.WaitVisible("#detail .step"),
		chromedp.Text("#list .row[aria-selected=true] .place", &place),
		chromedp.ActionFunc(func(ctx context.Context) (err error) {
			pdf, _, err = page.PrintToPDF().Do(ctx)
			return err
		}),
	)
	if place != "drivers/dma/bar/chip07.c:10" {
		t.Errorf("the anchor leads to %q", place)
	}
	if len(pdf) < 50_000 {
		t.Errorf("the printed report has %d bytes", len(pdf))
	}
	// From a dark screen, too, the printed text is dark.
	var ink string
	run(t, ctx,
		emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}}),
		chromedp.Evaluate(`void dispatchEvent(new Event("beforeprint"))`, nil),
		chromedp.Evaluate(`getComputedStyle(document.querySelector("#print svg text")).fill`, &ink),
		chromedp.Evaluate(`void dispatchEvent(new Event("afterprint"))`, nil),
		emulation.SetEmulatedMedia(),
	)
	if ink != "rgb(27, 31, 36)" {
		t.Errorf("the printed text is %s", ink)
	}
	for _, f := range failures {
		t.Error(f)
	}
	screenshots(t, ctx, name)
}

// busy is how long the page's thread has worked, in seconds.
func busy(seconds *float64) chromedp.Action {
	return chromedp.ActionFunc(func(ctx context.Context) error {
		metrics, err := performance.GetMetrics().Do(ctx)
		for _, m := range metrics {
			if m.Name == "TaskDuration" {
				*seconds = m.Value
			}
		}
		return err
	})
}

// screenshots writes pictures for people to look at, where CTXLINT_SCREENSHOTS
// names a directory.
func screenshots(t *testing.T, ctx context.Context, name string) {
	dir := os.Getenv("CTXLINT_SCREENSHOTS")
	if dir == "" {
		return
	}
	if own := os.Getenv("CTXLINT_REPORT"); own != "" {
		name = own
	}
	for _, scheme := range []string{"light", "dark", "print"} {
		var png []byte
		media := emulation.SetEmulatedMedia().WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}})
		if scheme == "print" { // from a dark screen
			media = emulation.SetEmulatedMedia().WithMedia("print").WithFeatures([]*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: "dark"}})
		}
		run(t, ctx,
			media,
			chromedp.Navigate("file://"+name),
			chromedp.WaitReady("#list .row", chromedp.ByQuery),
			chromedp.KeyEvent("j"), chromedp.KeyEvent("j"),
			chromedp.Evaluate(`void dispatchEvent(new Event("beforeprint"))`, nil),
			chromedp.CaptureScreenshot(&png),
		)
		if err := os.WriteFile(filepath.Join(dir, scheme+".png"), png, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func run(t *testing.T, ctx context.Context, actions ...chromedp.Action) {
	t.Helper()
	if err := chromedp.Run(ctx, actions...); err != nil {
		t.Fatal(err)
	}
}

// profile is a directory for a browser, which may go on writing there for a moment after
// it was told to end.
func profile(t *testing.T) string {
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		for range 100 {
			if err = os.RemoveAll(dir); err == nil {
				return
			}
			time.Sleep(100 * time.Millisecond)
		}
		t.Error(err)
	})
	return dir
}

package whatif

import (
	"bytes"
	"strings"
	"testing"
)

func TestNonatomic(t *testing.T) {
	const text = `static struct snd_soc_dai_link links[] = {
	{ .name = "HDMI", .stream_name = "x" },
	{ .name = "Other" },
};
static const struct snd_soc_dai_driver dai = { .name = "not a link" };
int f(void)
{
	dai_link->name = "MAI";
	card->dai_link[0].name = name;
	snd_pcm_set_ops(chip->pcm, SNDRV_PCM_STREAM_PLAYBACK, &ops);
}
`
	for _, c := range []struct {
		link string
		want []string
	}{
		{"", []string{`{ .nonatomic = 1, .name = "HDMI"`, `{ .nonatomic = 1, .name = "Other"`, `dai_link->nonatomic = 1; dai_link->name`, `dai_link[0].nonatomic = 1; dai_link[0].name`, `chip->pcm->nonatomic = true; snd_pcm_set_ops`}},
		{"MAI", []string{`dai_link->nonatomic = 1; dai_link->name = "MAI"`}},
		{"HDMI", []string{`{ .nonatomic = 1, .name = "HDMI"`}},
		{"none", nil},
	} {
		edits := Nonatomic([]byte(text), c.link)
		got := string(Apply([]byte(text), edits))
		if len(edits) != len(c.want) {
			t.Errorf("%q: %d edits, want %d:\n%s", c.link, len(edits), len(c.want), got)
		}
		for _, w := range c.want {
			if !strings.Contains(got, w) {
				t.Errorf("%q: no %q in\n%s", c.link, w, got)
			}
		}
		if strings.Count(got, "\n") != strings.Count(text, "\n") {
			t.Errorf("%q: lines were added", c.link)
		}
	}
}

func TestTakes(t *testing.T) {
	for lock, want := range map[string]string{
		"chip->lock":       "guard(spinlock_irqsave)(&chip->lock); /* assumed */",
		"mutex:chip.lock":  "guard(mutex)(&chip.lock); /* assumed */",
		"raw_spin:a_lock":  "guard(raw_spinlock_irqsave)(&a_lock); /* assumed */",
		"rw:lock":          "",
		"a b":              "",
		"x); panic(\"no\"": "",
		"":                 "",
	} {
		got, err := Takes(lock)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("%q: %q, %v", lock, got, err)
		}
	}
}

func TestBody(t *testing.T) {
	text := []byte("int g;\nint f(void)\n{\n\treturn 1;\n}\n")
	e, err := Body(text, text[7:], 7, Sleeps)
	if err != nil || e.Line != 3 || !bytes.Contains(Apply(text, []Edit{e}), []byte("{ might_sleep(); /* assumed */\n\treturn")) {
		t.Errorf("%+v %v", e, err)
	}
	if _, err := Body(text, []byte("int f(void);"), 0, Sleeps); err == nil {
		t.Error("a declaration has a body")
	}
}

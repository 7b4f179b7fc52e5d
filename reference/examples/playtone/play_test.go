package main

import (
	"bytes"
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/ctxlint/ctxlint/reference/sim"
)

// TestPlayedIsWhatWasWritten plays into a file and compares it byte by byte.
func TestPlayedIsWhatWasWritten(t *testing.T) {
	tone := Tone(440, 1)
	for _, device := range []string{"dma", "chip"} {
		t.Run(device, func(t *testing.T) {
			s, err := Play(tone, device)
			if err != nil {
				t.Fatal(err)
			}
			if s.XRuns < 2 || s.Pauses < 2 {
				t.Errorf("%d XRUNs and %d pauses: too few to show anything", s.XRuns, s.Pauses)
			}
			out := filepath.Join(t.TempDir(), "tone.wav")
			if err := run(out, device, 1); err != nil {
				t.Fatal(err)
			}
			wav, err := os.ReadFile(out)
			if err != nil {
				t.Fatal(err)
			}
			if len(wav) != 44+len(tone) || string(wav[:4]) != "RIFF" || string(wav[36:40]) != "data" ||
				binary.LittleEndian.Uint32(wav[40:]) != uint32(len(tone)) {
				t.Fatalf("no WAV file of %d bytes: %q", len(tone), wav[:44])
			}
			if !bytes.Equal(wav[44:], tone) {
				t.Errorf("the sound differs from byte %d on", difference(wav[44:], tone))
			}
			t.Logf("%d bytes, %d XRUNs, %d pauses", len(tone), s.XRuns, s.Pauses)
		})
	}
}

// TestEverySchedule: whatever the order in which contexts run, the sound is the
// same.
func TestEverySchedule(t *testing.T) {
	tone := Tone(440, 0.2)
	for _, strategy := range []string{"random", "pct"} {
		var s Session
		m, err := Model(tone, "dma", &s)
		if err != nil {
			t.Fatal(err)
		}
		build := m.Build
		m.Build = func(k *sim.Kernel) {
			build(k)
			k.AtExit(func() { k.Assert(bytes.Equal(s.Played, tone), "played something else than was written") })
		}
		r := sim.Explore(m, sim.Options{Strategy: strategy, Schedules: 50, Steps: 1_000_000, Seed: 1})
		if r.Status != sim.Sampled {
			t.Errorf("%s: %v", strategy, r)
		}
	}
}

func difference(a, b []byte) int {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] {
			return i
		}
	}
	return min(len(a), len(b))
}

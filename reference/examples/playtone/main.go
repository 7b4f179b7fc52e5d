// Command playtone plays a generated tone through the reference PCM and writes
// what the simulated hardware played into a WAV file.
//
//	go run ./reference/examples/playtone -o tone.wav
//
// The player is a bad one on purpose: it oversleeps, so that the stream runs
// dry, and pauses in between. What comes out must still be, byte for byte, what
// was written.
package main

import (
	"bytes"
	"encoding/binary"
	"flag"
	"fmt"
	"io"
	"os"
)

func main() {
	out := flag.String("o", "tone.wav", "output `file`")
	seconds := flag.Float64("seconds", 1, "length of the tone")
	device := flag.String("device", "dma", "`kind` of device: dma or chip")
	flag.Parse()
	if err := run(*out, *device, *seconds); err != nil {
		fmt.Fprintln(os.Stderr, "playtone:", err)
		os.Exit(1)
	}
}

func run(out, device string, seconds float64) error {
	tone := Tone(440, seconds)
	s, err := Play(tone, device)
	if err != nil {
		return err
	}
	f, err := os.Create(out)
	if err != nil {
		return err
	}
	if err := WriteWAV(f, s.Played); err != nil {
		f.Close()
		return fmt.Errorf("%s: %w", out, err)
	}
	if err := f.Close(); err != nil {
		return err
	}
	fmt.Printf("%s: %d bytes of sound, %d XRUNs, %d pauses, identical to what was written: %v\n",
		out, len(s.Played), s.XRuns, s.Pauses, bytes.Equal(tone, s.Played))
	return nil
}

// WriteWAV writes 16-bit stereo sound.
func WriteWAV(w io.Writer, data []byte) error {
	h := struct {
		Riff        [4]byte
		Size        uint32
		Wave, Fmt   [4]byte
		FmtSize     uint32
		Format      uint16
		Channels    uint16
		Rate        uint32
		BytesPerSec uint32
		Align, Bits uint16
		Data        [4]byte
		DataSize    uint32
	}{
		Riff: [4]byte{'R', 'I', 'F', 'F'}, Size: uint32(36 + len(data)),
		Wave: [4]byte{'W', 'A', 'V', 'E'}, Fmt: [4]byte{'f', 'm', 't', ' '}, FmtSize: 16,
		Format: 1, Channels: channels, Rate: rate, BytesPerSec: rate * frameBytes,
		Align: frameBytes, Bits: 16,
		Data: [4]byte{'d', 'a', 't', 'a'}, DataSize: uint32(len(data)),
	}
	if err := binary.Write(w, binary.LittleEndian, &h); err != nil {
		return err
	}
	_, err := w.Write(data)
	return err
}

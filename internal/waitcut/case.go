package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"strconv"
	"strings"
)

// cut is one wait that is taken out.
type cut struct {
	ID       int    `json:"id"`
	File     string `json:"file"`
	Line     int    `json:"line"`
	Function string `json:"function"`
	Call     string `json:"call"`
	// Bug says whether taking it out is a bug, nil before that was read; Why is
	// the reason, in words.
	Bug *bool  `json:"bug,omitempty"`
	Why string `json:"why,omitempty"`
}

// readSet reads a set of which each case was read.
func readSet(name string) ([]cut, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	var out []cut
	sc := bufio.NewScanner(bytes.NewReader(data))
	for n := 1; sc.Scan(); n++ {
		if len(bytes.TrimSpace(sc.Bytes())) == 0 {
			continue
		}
		var c cut
		if err := json.Unmarshal(sc.Bytes(), &c); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if c.Bug == nil || c.Why == "" {
			return nil, fmt.Errorf("%s:%d: case %d was not read: no \"bug\" and \"why\"", name, n, c.ID)
		}
		out = append(out, c)
	}
	return out, sc.Err()
}

// chosen are the cases with the given ids, all where none is given.
func chosen(cases []cut, ids string) ([]cut, error) {
	if ids == "" {
		return cases, nil
	}
	var out []cut
	for _, s := range strings.Split(ids, ",") {
		id, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil {
			return nil, fmt.Errorf("--only: %w", err)
		}
		found := false
		for _, c := range cases {
			if c.ID == id {
				out, found = append(out, c), true
			}
		}
		if !found {
			return nil, fmt.Errorf("--only: no case %d", id)
		}
	}
	return out, nil
}

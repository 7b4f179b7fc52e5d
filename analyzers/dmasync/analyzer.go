package dmasync

import "github.com/ctxlint/ctxlint/internal/godriver"

// Analyzer runs the rules of this package on Go code, see internal/godriver.
var Analyzer = godriver.New("dmasync", "find DMA transfers and period handlers that nobody waits for", Rules(), Check)

package usbaudio

import (
	"github.com/ctxlint/ctxlint/reference/drivers/usb"
	"github.com/ctxlint/ctxlint/reference/pcm"
	"github.com/ctxlint/ctxlint/reference/sim"
)

// NewNoSyncStop is the driver without sync_stop: hw_free frees URBs that the
// controller may be giving back.
func NewNoSyncStop(k *sim.Kernel, hcd *usb.HCD) *Dev {
	d := &Dev{}
	d.init(k, hcd)
	d.PCM.Init(&d.Card, &pcm.Ops{
		Open:     d.open,
		Close:    d.close,
		HwParams: d.hwParams,
		HwFree:   d.hwFree,
		Prepare:  d.prepare,
		Trigger:  d.trigger,
		Pointer:  d.pointer,
	})
	return d
}

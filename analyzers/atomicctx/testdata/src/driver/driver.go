package driver

import "helpers"

type driver struct{ dev *helpers.Dev }

func (d *driver) bad() {
	d.dev.Lock()
	d.dev.Settle() // want `Dev.Settle\(\) reaches Kernel.Msleep\(\), which may sleep, but Dev.Lock\(\) has taken d.lock before`
	d.dev.Unlock()
}

func (d *driver) ok() {
	d.dev.Lock()
	d.dev.Spin()
	d.dev.Parked()
	d.dev.Unlock()
	d.dev.Settle()
}

package view

import "errors"

// ErrDamaged is returned where a row of a view cannot be what was written.
var ErrDamaged = errors.New("damaged")

package takedown

import (
	"fmt"
	"slices"

	"github.com/go-json-experiment/json/jsontext"
)

// maxLevels is how deep an unknown field may be nested. It stands in the
// payload of an entry, which may have sixteen levels in all.
const maxLevels = 13

// AddExtra adds an unknown field in the one spelling of entries: compact, with
// as few escapes as possible. Value must be valid JSON.
func (item *Item) AddExtra(name string, value jsontext.Value) error {
	switch {
	case item.hasExtra(name):
		return fmt.Errorf("the field %.40q is there twice: %w", name, ErrInvalid)
	case len(name) > MaxKey:
		return fmt.Errorf("the name %.40q… is longer than %d bytes: %w", name, MaxKey, ErrInvalid)
	case Levels(value) > maxLevels:
		return fmt.Errorf("the field %.40q has more than %d levels: %w", name, maxLevels, ErrInvalid)
	}
	json, err := jsontext.AppendFormat(nil, value)
	if err != nil {
		return fmt.Errorf("the field %.40q: %w: %w", name, err, ErrInvalid)
	}
	item.Extra = append(item.Extra, Extra{Name: name, JSON: json})
	if item.names != nil {
		item.names[name] = true
	}
	return nil
}

// fewExtras are found by looking at each, as nearly all items have.
const fewExtras = 16

func (item *Item) hasExtra(name string) bool {
	if len(item.Extra) <= fewExtras {
		return slices.ContainsFunc(item.Extra, func(x Extra) bool { return x.Name == name })
	}
	if item.names == nil {
		item.names = map[string]bool{}
		for _, x := range item.Extra {
			item.names[x.Name] = true
		}
	}
	return item.names[name]
}

// Levels counts the levels of objects and arrays in a valid JSON value.
func Levels(value jsontext.Value) (deepest int) {
	depth, inString := 0, false
	for i := 0; i < len(value); i++ {
		switch c := value[i]; {
		case inString:
			if c == '\\' {
				i++
			}
			inString = c != '"'
		case c == '"':
			inString = true
		case c == '{' || c == '[':
			depth++
			deepest = max(deepest, depth)
		case c == '}' || c == ']':
			depth--
		}
	}
	return deepest
}

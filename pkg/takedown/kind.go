package takedown

// Kind describes one kind of record.
type Kind struct {
	Name string

	// Issued says that records are keyed ISSUER:NAME, the issuer being an
	// agency code; otherwise the key is the canonical value itself, and two
	// agencies that enter the same value mean the same record.
	Issued bool

	// Nameable says that a record of a natural kind may also be issued a
	// name, as a server has one before its address is known.
	Nameable bool

	// Target says that the kind is something that can be taken down.
	Target bool

	// Marking is the TLP under which entries about it are written by default.
	Marking TLP

	// Canonical gives a natural key its one spelling.
	Canonical func(string) (string, error)

	// Fields are the kind's own fields, in the order in which they are
	// shown. All returns them with the common ones.
	Fields []Field

	// Required are the fields without which a record of the kind makes no
	// sense.
	Required []string

	all []Field
}

// kinds is the list of kinds, in the order of every table and summary. A new
// kind is a file of its own and one line here.
var kinds = withCommonFields(
	server, domain, url, account,
	malware, provider, agency, suspect,
	operation, order, evidence, asset, victims,
)

// ownNumber is the number of a kind's first own field; common fields are
// numbered below it.
const ownNumber = 16

func withCommonFields(list ...Kind) []*Kind {
	out := make([]*Kind, len(list))
	for i := range list {
		k := list[i]
		k.all = append(append([]Field{}, k.Fields...), commonFields...)
		for n := range k.all {
			k.all[n].Number = ownNumber + n
			if n >= len(k.Fields) {
				k.all[n].Number = n - len(k.Fields)
			}
		}
		out[i] = &k
	}
	return out
}

// Kinds returns every kind in table order.
func Kinds() []*Kind { return kinds }

// KindNames returns the names of all kinds in table order.
func KindNames() []string {
	names := make([]string, len(kinds))
	for i, k := range kinds {
		names[i] = k.Name
	}
	return names
}

// KindOf returns the kind with that name, or nil.
func KindOf(name string) *Kind {
	for _, k := range kinds {
		if k.Name == name {
			return k
		}
	}
	return nil
}

// ParseKind returns the kind with that name, or an error that lists the kinds.
func ParseKind(name string) (*Kind, error) {
	if k := KindOf(name); k != nil {
		return k, nil
	}
	return nil, &WordError{What: "kind", Word: name, Words: KindNames()}
}

// All returns the kind's own fields followed by the common ones.
func (k *Kind) All() []Field { return k.all }

// Field returns the field with that name, or nil.
func (k *Kind) Field(name string) *Field {
	for i := range k.all {
		if k.all[i].Name == name {
			return &k.all[i]
		}
	}
	return nil
}

// FieldNumber returns the field with that number, or nil.
func (k *Kind) FieldNumber(n int) *Field {
	i := n - ownNumber
	if n < ownNumber {
		i = n + len(k.Fields)
	}
	if i < 0 || i >= len(k.all) || k.all[i].Number != n {
		return nil
	}
	return &k.all[i]
}

// ParseField returns the field with that name, or an error that lists them.
func (k *Kind) ParseField(name string) (*Field, error) {
	if f := k.Field(name); f != nil {
		return f, nil
	}
	words := make([]string, len(k.all))
	for i := range k.all {
		words[i] = k.all[i].Name
	}
	return nil, &WordError{What: "field of " + k.Name, Word: name, Words: words}
}

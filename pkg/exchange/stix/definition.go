package stix

import (
	"strings"
	"time"

	"takedown/pkg/takedown"
)

// The extension in which records stand, and the identity that has defined it.
// Both are the same in every file.
var (
	extensionID = ownID("extension-definition", "record")
	toolID      = ownID("identity", "takedown")
	defined     = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
)

// definitions are the objects that every file with records begins with.
func definitions() []shape {
	tool := begin("identity", toolID, defined, defined)
	tool.Name, tool.Class = "takedown", "system"
	ext := begin("extension-definition", extensionID, defined, defined)
	ext.CreatedBy, ext.Name, ext.Version = toolID, "takedown record", "1.0.0"
	ext.Description = "The record, link or fact of a case that an object was made of, exactly as the case has it."
	ext.Schema = "record: kind, key, status, tlp, pap, fields, tags, operations, x (unknown fields) and times; parts: ids of objects that say of the record nothing more; link: from, rel, to and the fields of a link; note or observation: a fact about subject."
	ext.ExtensionTypes = []string{"property-extension"}
	return []shape{tool, ext}
}

// definition is the marking definition of a label.
func definition(tlp takedown.TLP) shape {
	made := time.Date(2022, 10, 1, 0, 0, 0, 0, time.UTC)
	s := begin("marking-definition", tlpIDs[tlp], made, made)
	s.Modified, s.Name = "", "TLP:"+tlp.String()
	s.Extensions = map[string]any{tlpExtension: map[string]string{"extension_type": "property-extension", "tlp_2_0": strings.ToLower(tlp.String())}}
	return s
}

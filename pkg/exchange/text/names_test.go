package text

import "testing"

func TestPlainFilesAreNoTopLevelDomainsAndTheOthersAre(t *testing.T) {
	for ext := range plainFiles {
		if isTopLevel(ext) {
			t.Errorf("%s is a top-level domain", ext)
		}
	}
	for _, files := range []map[string]bool{topFiles, mixedFiles} {
		for ext := range files {
			if !isTopLevel(ext) {
				t.Errorf("%s is no top-level domain", ext)
			}
		}
	}
}

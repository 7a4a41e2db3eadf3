package main

import "testing"

func TestWrongWordsAreRefusedBeforeAnythingIsMade(t *testing.T) {
	for _, args := range [][]string{
		{"-n", ""}, {"-n", "10,"}, {"-n", "0"}, {"-n", "1e6"}, {"-runs", "0"}, {"-only", "("}, {"word"}, {"-nonsense"},
	} {
		if _, err := parse(args); err == nil {
			t.Errorf("%q was taken", args)
		}
	}
}

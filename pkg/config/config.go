// Package config reads the settings of the program: a flag goes before the
// environment, that before the configuration file, and that before the
// default. It is the only room with viper.
//
// It knows names and texts. What a setting means is decided where it is used.
package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/viper"

	"takedown/pkg/takedown"
)

// Setting is one thing that can be set in more than one place.
type Setting struct {
	Key     string // in the configuration file
	Flag    string
	Env     string // empty: on purpose not from the environment
	Default string
	About   string
}

// Settings returns all settings, in the order in which they are shown.
func Settings() []Setting { return settings }

var settings = []Setting{
	{"db", "--db PATH", "TAKEDOWN_DB", "./takedown.db", "case file"},
	{"actor", "--actor NAME", "TAKEDOWN_ACTOR", "the login name", "who writes"},
	{"key", "--key PATH|agent:SHA256:…", "TAKEDOWN_KEY", "what init chose", "signing key"},
	{"operation", "--operation OP", "TAKEDOWN_OPERATION", "none", "operation"},
	{"output", "-o FORMAT", "TAKEDOWN_OUTPUT", "table", "output"},
	{"tlp", "--tlp MARKING", "TAKEDOWN_TLP", "that of the kind", "marking of what is written"},
	{"lock_timeout", "--lock-timeout TIME", "TAKEDOWN_LOCK_TIMEOUT", "10s", "wait for another process"},
}

// Value is a setting as it was found: the text, and which place won. Text is
// empty where nothing but a described default was found.
type Value struct {
	Setting
	Text   string
	Source string // flag, environment, file or default
}

// Config is what was found.
type Config struct {
	Path   string // of the configuration file, whether it is there or not
	Values []Value
}

// literal are the settings whose default is a value and not a description.
var literal = map[string]bool{"db": true, "output": true, "lock_timeout": true}

// Load finds every setting. Flags holds those that were typed, by key.
func Load(dir string, env func(string) string, flags map[string]string) (Config, error) {
	c := Config{}
	if dir != "" {
		c.Path = filepath.Join(dir, "config.yaml")
	}
	file, err := readFile(c.Path)
	if err != nil {
		return Config{}, err
	}
	for _, s := range settings {
		c.Values = append(c.Values, find(s, env, file, flags))
	}
	return c, nil
}

func find(s Setting, env func(string) string, file, flags map[string]string) Value {
	if text, ok := flags[s.Key]; ok {
		return Value{s, text, "flag"}
	}
	if text := env(s.Env); text != "" {
		return Value{s, text, "environment"}
	}
	if text := file[s.Key]; text != "" {
		return Value{s, text, "file"}
	}
	v := Value{Setting: s, Source: "default"}
	if literal[s.Key] {
		v.Text = s.Default
	}
	return v
}

// Get returns the text of a setting.
func (c *Config) Get(key string) string { return c.value(key).Text }

// Typed reports whether a setting was given by a flag.
func (c *Config) Typed(key string) bool { return c.value(key).Source == "flag" }

func (c *Config) value(key string) Value {
	for _, v := range c.Values {
		if v.Key == key {
			return v
		}
	}
	return Value{}
}

// readFile reads the configuration file. A key that is no setting is an error,
// because a misspelt one would be silently without effect.
func readFile(path string) (map[string]string, error) {
	if path == "" {
		return nil, nil
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	v := viper.New()
	v.SetConfigFile(path)
	if err := v.ReadInConfig(); err != nil {
		return nil, fmt.Errorf("%s: %w: %w", path, takedown.ErrInvalid, err)
	}
	out := map[string]string{}
	for _, key := range v.AllKeys() {
		if err := known(key); err != nil {
			return nil, fmt.Errorf("%s: %w", path, err)
		}
		if _, many := v.Get(key).([]any); many {
			return nil, fmt.Errorf("%s: %w: %s holds one value", path, takedown.ErrInvalid, key)
		}
		out[key] = v.GetString(key)
	}
	return out, nil
}

func known(key string) error {
	var words []string
	for _, s := range settings {
		if s.Key == key {
			return nil
		}
		words = append(words, s.Key)
	}
	return &takedown.WordError{What: "setting", Word: key, Words: words}
}

// Table returns the settings as a Markdown table.
func Table() string {
	var b strings.Builder
	b.WriteString("| setting | flag | environment | config key | default |\n| --- | --- | --- | --- | --- |\n")
	for _, s := range settings {
		fmt.Fprintf(&b, "| %s | `%s` | `%s` | `%s` | %s |\n", s.About, strings.ReplaceAll(s.Flag, "|", `\|`), s.Env, s.Key, s.Default)
	}
	return b.String()
}

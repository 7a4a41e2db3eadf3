#!/usr/bin/env python3
"""Recompute the root of every log in a sealed case, and compare it with its head.

    python3 root.py FILE

It needs nothing but Python. The tree is that of RFC 6962: a leaf is
SHA-256(0x00 + line), a node SHA-256(0x01 + left + right), and places left out
are the hashes of their largest complete subtrees. ssh-keygen checks the head.
"""
import base64
import hashlib
import json
import sys

sha256 = lambda data: hashlib.sha256(data).digest()


def add(stack, size, root):
    """Add a complete subtree; two of one size become one of twice the size."""
    while stack and stack[-1][0] == size:
        root = sha256(b"\x01" + stack.pop()[1] + root)
        size *= 2
    stack.append((size, root))


def root_of(stack):
    root = stack[-1][1] if stack else sha256(b"")
    for _, left in reversed(stack[:-1]):
        root = sha256(b"\x01" + left + root)
    return root


def main(path):
    stack, good = [], True
    for number, line in enumerate(open(path, "rb").read().split(b"\n")[:-1], 1):
        value = json.loads(line)
        kind = value.get("t")
        done = sum(size for size, _ in stack)
        if "v" in value:
            add(stack, 1, sha256(b"\x00" + line))
        elif kind == "section":
            stack = []
        elif kind in ("known", "withheld"):
            at, end = value["from"] - 1, value["to"] - 1
            assert at == done, f"line {number}: it begins at {at + 1}, not {done + 1}"
            for text in value["hashes"]:
                size = 1 << ((end - at).bit_length() - 1)  # as large as fits
                size = min(size, at & -at or size)  # and begins at a multiple of itself
                add(stack, size, bytes.fromhex(text))
                at += size
            assert at == end, f"line {number}: its hashes end before {at + 1}"
        elif kind == "head":
            origin, size, root = value["body"].split("\n")[:3]
            same = int(size) == done and base64.b64decode(root) == root_of(stack)
            good = good and same
            print(origin, size, root_of(stack).hex(), "as signed" if same else "NOT as signed")
    return 0 if good else 1


sys.exit(main(sys.argv[1]))

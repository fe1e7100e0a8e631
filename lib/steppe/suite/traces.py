"""Traces of one run or one machine in stored outputs: what another run would not repeat."""

from __future__ import annotations

import getpass
import json
import re
import socket
from functools import cache
from pathlib import Path

from steppe import paths
from steppe.suite.store import PICTURES

TRACES = {
    "a time of day": re.compile(r"\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d\b|\b[0-2]\d:[0-5]\d:[0-5]\d\b"),
    "a memory address": re.compile(r"\bat 0x[0-9a-f]{6,}\b", re.I),
    "a random id": re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b", re.I),
    "a path": re.compile(r"(?<![\w.:/<-])/(?:home|Users|root|tmp|var|opt|private|usr|mnt|srv)/[\w.]+|\b[A-Z]:\\\w+"),
    "a kernel's temporary name": re.compile(r"\bipykernel_\d+\b"),
}
COMMON = {"root", "user", "users", "admin", "runner", "build", "docker", "localhost", "home", "guest"}


def found(output: dict) -> list[tuple[str, str]]:
    """What kind of trace and which text, for each in one output; images are not read."""
    text = readable(output)
    every = {**TRACES, **_this_machine()}
    return [(kind, match[0]) for kind, pattern in every.items() for match in pattern.finditer(text)]


def readable(output: dict) -> str:
    """All text of an output but its images."""
    if output["output_type"] == "stream":
        return output["text"]
    if output["output_type"] == "error":
        return "\n".join([output["evalue"], *output["traceback"]])
    bundles = (data for mime, data in output["data"].items() if mime not in PICTURES)
    return "\n".join(data if isinstance(data, str) else json.dumps(data, ensure_ascii=False) for data in bundles)


@cache
def _this_machine() -> dict[str, re.Pattern]:
    """The names of this machine, where they are telling enough to look for."""
    places = {str(Path.home()), str(paths.ROOT)} - {"/"}
    names = {"this user": _user(), "this host": socket.gethostname().split(".")[0]}
    telling = {kind: name for kind, name in names.items() if len(name) > 3 and name.lower() not in COMMON}
    return {
        "a path of this machine": re.compile("|".join(re.escape(place) for place in sorted(places))),
        **{kind: re.compile(rf"\b{re.escape(name)}\b") for kind, name in telling.items()},
    }


def _user() -> str:
    try:
        return getpass.getuser()
    except (KeyError, OSError, ImportError):
        return ""

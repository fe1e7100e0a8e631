"""How many run at a time is decided by the memory and the processors of the container, not of the host."""

import os
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from nbsuite import workers

GIB = 2**30
MOUNTS = """\
30 20 0:28 / {root} rw - tmpfs tmpfs rw
31 30 0:29 {within} {root}/unified rw,nosuid shared:9 - cgroup2 cgroup2 rw
32 30 0:30 {within} {root}/cpu,cpuacct rw - cgroup cgroup rw,cpu,cpuacct
33 30 0:31 {within} {root}/memory rw - cgroup cgroup rw,memory
"""
PLACES = {1: "4:memory:{0}\n3:cpu,cpuacct:{0}\n1:name=systemd:/other\n0::/\n", 2: "0::{0}\n"}


@pytest.fixture
def host(tmp_path, monkeypatch):
    """A host of 64 processors and 64 GiB, and what puts this process into a control group of it, in a mounted part."""
    monkeypatch.setattr(workers, "PROCESS", tmp_path)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: range(64), raising=False)
    monkeypatch.setattr(psutil, "virtual_memory", lambda: SimpleNamespace(available=64 * GIB))

    def host(version: int, place: str, within: str = "/") -> None:
        (tmp_path / "mountinfo").write_text(MOUNTS.format(root=tmp_path, within=within))
        (tmp_path / "cgroup").write_text(PLACES[version].format(place))

    return host


def limit(root: Path, **files: str) -> None:
    """Writes the files of a control group."""
    for name, content in files.items():
        path = root / name.replace("__", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{content}\n")


def memory(root: Path, version: int, most: str, used: int, cached: int = 0) -> None:
    if version == 2:
        stat = f"file 0\ninactive_file {cached}\nactive_file 9"
        limit(root / "unified", memory__max=most, memory__current=str(used), memory__stat=stat)
    else:
        stat = f"inactive_file 7\ntotal_inactive_file {cached}"
        limit(root / "memory", memory__limit_in_bytes=most, memory__usage_in_bytes=str(used), memory__stat=stat)


def test_without_control_groups_the_host_counts(host, tmp_path):
    assert (workers.cores(), workers.default_count()) == (64, 96)
    for version, unlimited in ((1, "9223372036854771712"), (2, "max")):
        host(version, "/")
        memory(tmp_path, version, unlimited, GIB)
        limit(tmp_path / "unified", cpu__max="max 100000")
        limit(tmp_path / "cpu,cpuacct", cpu__cfs_quota_us="-1", cpu__cfs_period_us="100000")
        assert (workers.cores(), workers.default_count()) == (64, 96)


@pytest.mark.parametrize("version", [1, 2])
def test_as_many_as_fit_into_what_is_left_of_the_memory_of_the_container(host, tmp_path, version):
    host(version, "/")
    memory(tmp_path, version, str(2 * GIB), GIB)
    assert workers.default_count() == 3
    memory(tmp_path, version, str(2 * GIB), GIB, GIB // 2)  # that files were read into
    assert workers.default_count() == 5
    memory(tmp_path, version, "340000000", 300_000_000)
    assert workers.default_count() == 1


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("quota", "cores"), [("400000", 4), ("250000", 2), ("50000", 1)])
def test_as_many_processors_as_the_container_is_given_the_time_of(host, tmp_path, version, quota, cores):
    host(version, "/")
    if version == 2:
        limit(tmp_path / "unified", cpu__max=f"{quota} 100000")
    else:
        limit(tmp_path / "cpu,cpuacct", cpu__cfs_quota_us=quota, cpu__cfs_period_us="100000")
    assert (workers.cores(), workers.default_count()) == (cores, int(1.5 * cores))


@pytest.mark.parametrize("version", [1, 2])
@pytest.mark.parametrize(("outer", "inner"), [(1, 9), (9, 1), (1, None)])
@pytest.mark.parametrize("within", ["/", "/docker/4711"], ids=["mounted whole", "mounted from within"])
def test_the_smallest_limit_up_the_tree_counts(host, tmp_path, version, outer, inner, within):
    host(version, "/docker/4711/jobs/one", within)
    top = tmp_path / ("unified" if version == 2 else "memory") / ("docker/4711" if within == "/" else ".")
    for folder, gibibytes in ((top, outer), (top / "jobs" / "one", inner)):
        name = "memory__max" if version == 2 else "memory__limit_in_bytes"
        used = "memory__current" if version == 2 else "memory__usage_in_bytes"
        if gibibytes:
            limit(folder, **{name: str(gibibytes * GIB), used: "0"})
    assert workers.default_count() == 3


def test_the_set_of_processors_that_this_process_is_bound_to_counts(host, tmp_path, monkeypatch):
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {3, 5})
    host(2, "/")
    limit(tmp_path / "unified", cpu__max="1600000 100000")
    assert workers.cores() == 2


@pytest.mark.skipif(not os.access("/sys/fs/cgroup/memory", os.W_OK), reason="needs the right to make a control group")
def test_a_real_control_group_is_heeded():
    """In a process of its own, put into a new group of this system before it starts."""
    group = Path(f"/sys/fs/cgroup/memory/nbsuite-{os.getpid()}")
    group.mkdir()
    try:
        (group / "memory.limit_in_bytes").write_text(str(700 * 2**20))
        enter = f"echo $$ > {group}/cgroup.procs; exec \"$@\""
        count = "from nbsuite import workers; workers.PER_CORE = 99; print(workers.default_count())"
        words = ["sh", "-c", enter, "sh", sys.executable, "-c", count]
        said = subprocess.run(words, capture_output=True, text=True)
        assert said.stdout == "2\n", said.stderr
    finally:
        group.rmdir()

"""The provisioner by which jupyter_client starts kernels where a warm process is near."""

import json
import os
import signal
import socket
import sys
from contextlib import suppress
from pathlib import Path
from select import select

from jupyter_client.provisioning import LocalProvisioner

from nbsuite.warm import ADDRESS, CHOICE, LAUNCHER

OWN = [sys.executable, "-m", LAUNCHER]
WISHES = {"env", "cwd", "stdout", "stderr", "kernel_id", "extra_arguments"}


class Forking(LocalProvisioner):
    """Has kernels of this Python forked; whatever a fork cannot be, or no server answers to, starts as usual."""

    async def launch_kernel(self, cmd, **kwargs):
        address = kwargs["env"].pop(ADDRESS, "")
        kwargs["env"].pop(CHOICE, None)
        cwd = Path(kwargs.get("cwd") or ".").absolute()
        if cmd[: len(OWN)] == OWN and kwargs.keys() <= WISHES:
            given = ((kwargs.get("stdout"), 1), (kwargs.get("stderr"), 2))  # in any of the ways that Popen takes
            outputs = [usual if out is None else out if isinstance(out, int) else out.fileno() for out, usual in given]
            request = {"command": cmd, "folder": str(cwd), "environment": kwargs["env"]}
            with suppress(OSError):
                self.process = Forked(address, request, outputs)
                self.pid = self.pgid = self.process.pid
                self.cwd = cwd
                return self.connection_info
        return await super().launch_kernel(cmd, **kwargs)


class Forked:
    """A forked kernel seen from outside; answers as `subprocess.Popen` does. Raises OSError where none was forked."""

    stdin = stdout = stderr = returncode = None

    def __init__(self, address: str, request: dict, outputs: list[int]):
        self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(address)
        socket.send_fds(self.connection, [b"\n"], outputs)
        self.connection.sendall(json.dumps(request).encode() + b"\n")
        self.answers = self.connection.makefile()
        word, _, number = self.answers.readline().partition(" ")
        if word != "pid":
            raise ConnectionAbortedError
        self.pid = int(number)

    def poll(self) -> int | None:
        if self.returncode is None and select([self.connection], [], [], 0)[0]:
            self.wait()
        return self.returncode

    def wait(self) -> int:
        if self.returncode is None:
            with self.connection, self.answers:
                _, _, number = self.answers.readline().partition(" ")
            self.returncode = int(number or -signal.SIGKILL)
        return self.returncode

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

"""Runs commands one after the other and prints, as JSON, what each took.

usage: measure.py < REQUEST

The request is a JSON object: `commands` (array of argument arrays), `rounds`, `directory`,
`environment`, `output` (a file: standard output and error of the last command run). There may be
`errors` (a file: standard error, which then does not go into `output`) and `limits` (an object of
`setrlimit` names and values, such as `RLIMIT_CPU`). In each round each command runs once. Printed is an
array, one object for each run in order: `status`, `seconds` (wall time from before the spawn to after the
wait), `processor` (seconds of it and of what it waited for), `maxrss` (bytes).

It is a process of its own because Linux counts the memory of whoever spawns a process into that
process's maximum; this one holds next to nothing.
"""

import json
import os
import resource
import sys
import time


def run(arguments, environment, output, errors=None):
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC
    actions = [
        (os.POSIX_SPAWN_OPEN, 0, "/dev/null", os.O_RDONLY, 0),
        (os.POSIX_SPAWN_OPEN, 1, output, flags, 0o600),
    ]
    if errors is None:
        actions.append((os.POSIX_SPAWN_DUP2, 1, 2))
    else:
        actions.append((os.POSIX_SPAWN_OPEN, 2, errors, flags, 0o600))
    start = time.perf_counter()
    child = os.posix_spawn(arguments[0], arguments, environment, file_actions=actions)
    _, status, usage = os.wait4(child, 0)
    seconds = time.perf_counter() - start
    return {
        "status": os.waitstatus_to_exitcode(status),
        "seconds": seconds,
        "processor": usage.ru_utime + usage.ru_stime,
        "maxrss": usage.ru_maxrss * 1024,
    }


def main():
    request = json.load(sys.stdin)
    os.chdir(request["directory"])
    for name, most in request.get("limits", {}).items():
        resource.setrlimit(getattr(resource, name), (most, most))
    runs = []
    for _ in range(request["rounds"]):
        for arguments in request["commands"]:
            runs.append(
                run(arguments, request["environment"], request["output"], request.get("errors")))
            if runs[-1]["status"] != 0:
                json.dump(runs, sys.stdout)
                return
    json.dump(runs, sys.stdout)


main()

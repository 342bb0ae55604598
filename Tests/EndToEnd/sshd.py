"""A real sshd on a free port."""

import os
import socket
import subprocess
import time

SSHD = "/usr/sbin/sshd"


class Sshd:
    """Listens at an address until it is stopped. `inside` are words that start a program elsewhere, as in a network namespace."""

    def __init__(self, stage, authorization, address="127.0.0.1", inside=()):
        """`authorization`: the lines that say which keys are let in."""
        host_key = os.path.join(stage, "host_key")
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", host_key], check=True)
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        if os.geteuid() == 0:
            os.makedirs("/run/sshd", exist_ok=True)
        lines = [
            f"Port {self.port}", f"ListenAddress {address}", f"HostKey {host_key}", "UsePAM no",
            "StrictModes no", "PasswordAuthentication no", "KbdInteractiveAuthentication no",
            "PermitRootLogin yes", "MaxStartups 500", "AcceptEnv GIT_PROTOCOL ENTANGLE_PUSHER", f"PidFile {stage}/pid",
            *authorization]
        configuration, log = os.path.join(stage, "sshd_config"), os.path.join(stage, "log")
        with open(configuration, "w") as file:
            file.write("".join(line + "\n" for line in lines))
        self.process = subprocess.Popen([*inside, SSHD, "-D", "-f", configuration, "-E", log])
        for _ in range(200):
            with open(log, "a+") as file:
                file.seek(0)
                if "Server listening" in file.read():
                    return
            time.sleep(0.05)
        self.stop()
        raise RuntimeError("sshd does not answer")

    def stop(self):
        """Ends it; what it has let in goes on."""
        self.process.terminate()
        self.process.wait(timeout=20)


def client(port, key, known):
    """The words by which ssh logs in with a key alone."""
    return [
        "ssh", "-i", key, "-p", str(port), "-o", "IdentitiesOnly=yes", "-o", "BatchMode=yes",
        "-o", "StrictHostKeyChecking=no", "-o", f"UserKnownHostsFile={known}", "-o", "LogLevel=ERROR", "-F", "none"]

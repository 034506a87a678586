"""What the programs that measure share: where things lie, how they are built, and the machine they run on."""

import os
import pathlib
import platform
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
RIVALS = ROOT / "Benchmarks" / "rivals"
DEPENDENCIES = ROOT / ".dependencies"
PACKAGES = DEPENDENCIES / "bench-python"
TORCH = DEPENDENCIES / "python-torch"
SEMBLANCE = ROOT / ".build" / "release" / "semblance"
REQUIREMENTS = [
    "numpy==2.4.6", "faiss-cpu==1.15.1", "psycopg[binary]==3.3.9", "pillow", "typing_extensions", "sympy", "networkx", "jinja2", "fsspec",
    "filelock", "fastapi==0.165.0", "uvicorn==0.54.0", "uvloop==0.23.0", "httptools==0.9.0", "orjson==3.13.0", "simplejpeg==1.9.0",
    "hnswlib==0.8.0", "matplotlib==3.11.2", "pgvector==0.5.1", "usearch==2.26.6",
]
TORCH_VERSION = "2.13.0"


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def fail(text: str) -> None:
    say(text)
    sys.exit(1)


def install() -> None:
    """Puts the rivals' packages into ignored folders, torch from `make setup` being used where it is there."""
    wanted = list(REQUIREMENTS)
    if not (TORCH / "torch" / "__init__.py").exists():
        wanted.append(f"torch=={TORCH_VERSION}")
    stamp = PACKAGES / ".installed"
    if stamp.exists() and stamp.read_text() == "\n".join(wanted):
        return
    say("installing the rivals' packages into .dependencies/bench-python")
    PACKAGES.mkdir(parents=True, exist_ok=True)
    pip = [sys.executable, "-m", "pip", "install", "--quiet", "--upgrade", "--disable-pip-version-check", "--root-user-action=ignore"]
    if subprocess.run([*pip, "--target", str(PACKAGES), *wanted], check=False).returncode != 0:
        fail(
            "pip could not install the rivals' packages: check the network, and that python3-pip, python3-dev and g++ are there;"
            " hnswlib is compiled")
    stamp.write_text("\n".join(wanted))


def build() -> None:
    say("building semblance for release")
    if subprocess.run(["swift", "build", "-c", "release", "--product", "semblance"], cwd=ROOT, stdout=sys.stderr, check=False).returncode != 0:
        fail("swift build failed: see above")


def rival_command(script: str, *arguments: str) -> list[str]:
    """A Python program in rivals/."""
    return [sys.executable, str(RIVALS / script), *arguments]


def rival_environment() -> dict[str, str]:
    """Where a rival finds its packages."""
    return {"PYTHONPATH": os.pathsep.join(str(folder) for folder in (TORCH, PACKAGES) if folder.exists())}


def database(action: str, home: str) -> str:
    """`semblance database start`, `url` or `stop`, whatever DATABASE_URL says."""
    environment = {name: value for name, value in os.environ.items() if name not in {"DATABASE_URL", "SEMBLANCE_DATABASE_URL"}}
    finished = subprocess.run(
        [str(SEMBLANCE), "database", action, "--home", home], env=environment, capture_output=True, text=True, check=False)
    if finished.returncode != 0:
        fail(f"no database can be had for the rivals: {finished.stderr.strip()}")
    return finished.stdout.strip()


def machine() -> dict:
    model = platform.processor()
    try:
        lines = pathlib.Path("/proc/cpuinfo").read_text().splitlines()
        model = next(line.split(":", 1)[1].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        pass
    return {"cpu": model, "cores": os.cpu_count(), "system": platform.platform(), "load_before": round(os.getloadavg()[0], 2)}

"""What `pip install .` runs. It builds with maturin.

Where DOVELINT_WHEEL names a wheel, or a folder of wheels, the wheel of this version for this machine is installed as it
is: no compiler, no download.
"""

import os
import platform
import re
import shutil
from pathlib import Path

MATURIN = "maturin>=1.9,<2"


def _version():
    return re.search(r'^version = "(.+)"', Path("Cargo.toml").read_text(encoding="utf-8"), re.MULTILINE).group(1)


def _wheel():
    named = os.environ.get("DOVELINT_WHEEL")
    if not named:
        return None
    path = Path(named)
    if not path.is_absolute():
        raise SystemExit(f"DOVELINT_WHEEL={named} is no absolute path")
    begin = f"dovelint-{_version()}-"
    if path.is_dir():
        end = f"_{platform.machine()}.whl"
        found = sorted(wheel for wheel in path.glob(f"{begin}*.whl") if wheel.name.endswith(end))
        if not found:
            raise SystemExit(f"DOVELINT_WHEEL={named} has no {begin}*{end}")
        return found[-1]
    if not path.is_file() or not path.name.startswith(begin) or path.suffix != ".whl":
        raise SystemExit(f"DOVELINT_WHEEL={named} is no {begin}*.whl")
    return path


def get_requires_for_build_wheel(config_settings=None):
    return [] if _wheel() else [MATURIN]


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    wheel = _wheel()
    if wheel:
        shutil.copy(wheel, wheel_directory)
        return wheel.name
    import maturin

    return maturin.build_wheel(wheel_directory, config_settings, metadata_directory)


def get_requires_for_build_sdist(config_settings=None):
    return [MATURIN]


def build_sdist(sdist_directory, config_settings=None):
    import maturin

    return maturin.build_sdist(sdist_directory, config_settings)


def get_requires_for_build_editable(config_settings=None):
    return [MATURIN]


def build_editable(wheel_directory, config_settings=None, metadata_directory=None):
    import maturin

    return maturin.build_editable(wheel_directory, config_settings, metadata_directory)

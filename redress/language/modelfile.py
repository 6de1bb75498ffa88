"""A model as a folder: `model.json`, `weights.npz` and `SHA256SUMS`; loaded whole and unchanged, or not at all.

Nothing in it is executed: arrays are read with pickling off. The folder is written beside its place and takes its
name when it is complete, so that a reader meets the old model or the new one.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from io import BytesIO
from pathlib import Path

import numpy as np

from redress.language import calibration, features
from redress.language.classify import Classifier

FORMAT = 1
FILES = ("model.json", "weights.npz")
SUMS = "SHA256SUMS"


class ModelRefused(ValueError):
    """Will be raised when a folder holds no model, another version's model, or a changed one."""


def _sums(contents: dict[str, bytes]) -> bytes:
    return "".join(f"{hashlib.sha256(contents[name]).hexdigest()}  {name}\n" for name in FILES).encode()


def save(model: Classifier, *, folder: Path) -> str:
    """Write a model and give its version (the first 12 characters of the hash of its sums).

    Raises ModelRefused when `folder` holds something that is not a model, OSError when it cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not (folder / SUMS).exists())):
        raise ModelRefused("the folder holds something else than a model")
    arrays = BytesIO()
    known = np.flatnonzero(model.index).astype(np.int32)
    np.savez_compressed(
        arrays,
        known=known[np.argsort(model.index[known], kind="stable")],
        idf=model.idf,
        weights=model.weights,
        bias=model.bias,
    )
    held = model.calibration
    about = {
        "format": FORMAT,
        "buckets": features.BUCKETS,
        "characters": features.MAX_CHARACTERS,
        "labels": model.labels,
        "parents": model.parents,
        "tops": model.tops,
        "temperature": held.temperature,
        "thresholds": held.thresholds,
        "coverage": held.coverage,
        "calibrated_on": held.rows,
        "notes": model.notes,
    }
    contents = {
        "model.json": json.dumps(about, ensure_ascii=False, indent=1, sort_keys=True).encode(),
        "weights.npz": arrays.getvalue(),
    }
    sums = _sums(contents)
    part, old = folder.with_name(folder.name + ".part"), folder.with_name(folder.name + ".old")
    for left in (part, old):
        shutil.rmtree(left, ignore_errors=True)
    part.mkdir(parents=True)
    for name, content in (*contents.items(), (SUMS, sums)):
        (part / name).write_bytes(content)
    if folder.exists():
        folder.rename(old)
    part.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return hashlib.sha256(sums).hexdigest()[:12]


def load(folder: Path) -> Classifier:
    """Read a model; its version stands in `notes["version"]`. Raises ModelRefused, always with one clear line."""
    try:
        contents = {name: (folder / name).read_bytes() for name in FILES}
        sums = (folder / SUMS).read_bytes()
    except OSError as wrong:
        missing = Path(str(wrong.filename)).name if wrong.filename else str(folder)
        raise ModelRefused(f"no complete model here: {missing} cannot be read") from wrong
    if _sums(contents) != sums:
        raise ModelRefused("the model was changed after it was written: its hash does not fit")
    try:
        about = json.loads(contents["model.json"])
        if about["format"] != FORMAT or about["buckets"] != features.BUCKETS:
            raise ModelRefused(f"a model of format {about['format']}; this program reads format {FORMAT}")
        with np.load(BytesIO(contents["weights.npz"]), allow_pickle=False) as arrays:
            known, idf = arrays["known"], arrays["idf"]
            weights, bias = arrays["weights"], arrays["bias"]
        labels = tuple(map(str, about["labels"]))
        if weights.shape != (len(known) + 1, len(labels)) or idf.shape != (features.BUCKETS,):
            raise ModelRefused("the model's parts do not fit together")
        index = np.zeros(features.BUCKETS, dtype=np.int32)
        index[known] = np.arange(1, len(known) + 1, dtype=np.int32)
        fitted = calibration.Calibration(
            float(about["temperature"]),
            tuple(map(float, about["thresholds"])),
            float(about["coverage"]),
            int(about["calibrated_on"]),
        )
        notes = {**about["notes"], "version": hashlib.sha256(sums).hexdigest()[:12]}
        parents, tops = tuple(about["parents"]), tuple(about["tops"])
    except (KeyError, TypeError, ValueError, IndexError, zipfile.BadZipFile) as wrong:
        if isinstance(wrong, ModelRefused):
            raise
        raise ModelRefused(f"not a model of this program ({type(wrong).__name__})") from wrong
    return Classifier(labels, parents, tops, index, idf, weights, bias, fitted, notes)

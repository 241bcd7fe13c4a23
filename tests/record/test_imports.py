"""Commands that only look into the record must not wait for the language pipeline."""

from __future__ import annotations

import subprocess
import sys


def test_the_record_opens_without_the_language_pipeline():
    program = "import sys, communique.record.store; sys.exit(bool({'spacy', 'onnxruntime'} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0

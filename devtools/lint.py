"""The linters, in the locked environment."""

import os
import subprocess

from .console import say
from .python_env import PYTHON, VENV, environment
from .settings import ROOT, addon_folders, product_folders

SKIPPED_FOLDERS = {'.dev', '.git', 'node_modules'}


def run_all(source):
    """Run every linter, also after one has failed; return 1 if one did."""
    addons = [str(folder) for folder in addon_folders().values()]
    translated = [str(folder) for folder in product_folders().values()]
    checks = {
        'ruff': [VENV / 'bin' / 'ruff', 'check', '.', 'dev'],
        'ruff format': [VENV / 'bin' / 'ruff', 'format', '--check', '.', 'dev'],
        'pylint-odoo': [PYTHON, '-m', 'pylint', '--rcfile=.pylintrc', *addons],
        'XML': [PYTHON, ROOT / 'devtools' / 'check_xml.py', source.path, *addons],
        'translations': [PYTHON, ROOT / 'devtools' / 'check_translations.py', *translated],
        'security': [PYTHON, ROOT / 'devtools' / 'check_security.py'],
        'shell': ['bash', '-n', '.ci/run'],
    }
    failed = []
    for name, command in checks.items():
        say(f"== {name}")
        code = subprocess.run(
            [str(part) for part in command],
            cwd=ROOT,
            env={
                **environment(source.path),
                'RUFF_NO_CACHE': 'true',
                'TERM': os.environ.get('TERM', ''),
            },
            check=False,
        ).returncode
        if code:
            failed.append(name)
    say(f"Linters that failed: {', '.join(failed)}" if failed else "All linters passed.")
    return 1 if failed else 0

"""Keep the tables of docs/security.md true: rights, code that runs as superuser, and SQL.

``check_security.py`` tells what is not true any more, ``check_security.py --write`` writes what
can be written: the rights by ``rights.csv``, and a row for each file, whose text is for a person
who has read it.
"""

import ast
import importlib.util
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / 'docs' / 'security.md'
RIGHTS = ROOT / 'test_intrix_finance_status' / 'rights.py'
TO_READ = "TO BE READ"
LEFT_OUT = {'tests', 'demo'}
ROW = re.compile(r'^\| `([^`]+\.py)` \| (\d+) \| (\d+) \| (.*) \|$', re.M)
KINDS = {
    'model': "records",
    'field': "fields",
    'method': "methods",
    'report': "reports",
    'route': "pages",
    'action': "actions",
}


def count(path):
    """Return how often code of a file becomes superuser, and how many SQL texts it has."""
    as_superuser = sql = 0
    for node in ast.walk(ast.parse(path.read_text())):
        if not isinstance(node, ast.Call):
            continue
        called = node.func
        if isinstance(called, ast.Attribute) and called.attr == 'sudo':
            back = node.args and isinstance(node.args[0], ast.Constant) and not node.args[0].value
            as_superuser += not back
        elif (isinstance(called, ast.Name) and called.id == 'SQL') or (
            isinstance(called, ast.Attribute) and called.attr == 'execute'
        ):
            sql += 1
        as_superuser += sum(
            keyword.arg in ('compute_sudo', 'bypass_access')
            and isinstance(keyword.value, ast.Constant)
            and keyword.value.value is True
            for keyword in node.keywords
        )
    return as_superuser, sql


def counts():
    """Return the counts of all files of the addons that have any, by path."""
    found = {}
    for path in sorted(ROOT.glob('intrix_finance_status*/**/*.py')):
        if not LEFT_OUT & set(path.parts) and any(numbers := count(path)):
            found[str(path.relative_to(ROOT))] = numbers
    return found


def code_table(known):
    """Return the table of code, with what is said of the files by ``known``."""
    lines = [
        "| file | as superuser | SQL | what it hands on, and why that is safe |",
        '|---|--:|--:|---|',
    ]
    for path, (as_superuser, sql) in counts().items():
        lines.append(f"| `{path}` | {as_superuser} | {sql} | {known.get(path, TO_READ)} |")
    return '\n'.join(lines)


def rights_table():
    """Return the table of rights, a table for each kind of thing."""
    spec = importlib.util.spec_from_file_location('rights', RIGHTS)
    rights = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(rights)
    roles = list(rights.ROLES)
    parts = ['\n'.join(f"* **{name}**: {text}" for name, text in rights.ROLES.items())]
    rows = rights.read()
    for kind, title in KINDS.items():
        lines = [
            f"| {title} | {' | '.join(roles)} |",
            f"|---|{'---|' * len(roles)}",
        ]
        for row in rows:
            if row['kind'] == kind:
                names = ', '.join(row['names'].split())
                thing = f"`{row['of']}`" + (f": {names}" if names else '')
                lines.append(f"| {thing} | {' | '.join(row[role] for role in roles)} |")
        parts.append('\n'.join(lines))
    return '\n\n'.join(parts)


def replaced(text, name, content):
    """Return the page with the part between two marks replaced."""
    begin, end = f'<!-- {name} -->\n', f'<!-- end of {name} -->'
    before, _mark, rest = text.partition(begin)
    _old, mark, after = rest.partition(end)
    if not mark:
        raise SystemExit(f"{PAGE}: the marks of {name!r} are missing")
    return f'{before}{begin}{content}\n{mark}{after}'


def main(write):
    """Check or write the page; return the exit code."""
    text = PAGE.read_text()
    known = {path: said for path, _sudo, _sql, said in ROW.findall(text)}
    told = {path: (int(sudo), int(sql)) for path, sudo, sql, _said in ROW.findall(text)}
    wanted = replaced(text, 'rights', rights_table())
    if write:
        PAGE.write_text(replaced(wanted, 'code', code_table(known)))
        return 0
    problems = []
    if wanted != text:
        problems.append("the tables of rights are not those of rights.csv: ./dev security")
    for path, numbers in counts().items():
        if path not in told:
            problems.append(f"{path} has no row: read its sudo() and SQL, and say why it is safe")
        elif told[path] != numbers:
            problems.append(
                f"{path} has {numbers[0]} sudo and {numbers[1]} SQL, the page says {told[path]}: "
                "read it again, then correct the row"
            )
        elif known[path] == TO_READ:
            problems.append(f"{path}: nobody has read it yet")
    problems += [f"{path}: no such file any more" for path in told.keys() - counts().keys()]
    print('\n'.join(f"{PAGE.relative_to(ROOT)}: {problem}" for problem in problems) or "complete")
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main('--write' in sys.argv[1:]))

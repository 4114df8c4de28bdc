"""The table, the text chart and the files."""

import math

MARKS = {True: '✓', False: '✗', None: ' '}
GROWTH = 10
GROWN = 'growth_'


def met(row):
    """Tell whether a row meets its goal; ``None`` where it has none."""
    if 'met' in row:
        return row['met']
    if 'missing' in row or row.get('goal') is None:
        return None
    value = row['ours'] if row.get('unit') == 'MiB' else row['ratio']
    more = row.get('queries', 0) - row.get('reference_queries', 0)
    return value <= row['goal'] and more <= row.get('query_goal', math.inf)


def amount(value, unit):
    """Return a figure in words."""
    if value is None:
        return ''
    if unit == 'MiB':
        return f'{value:.0f} MiB'
    if unit == 'failures':
        return str(value)
    return f'{value * 1000:.1f} ms' if value < 1 else f'{value:.2f} s'


def goal(row):
    """Return the goal in words."""
    if row.get('unit') == 'failures':
        return 'no more but by chance'
    if row.get('goal') is None:
        return ''
    text = f"≤ {row['goal']:g}" + (' MiB' if row.get('unit') == 'MiB' else '')
    if 'query_goal' in row:
        text += f", ≤ {row['query_goal']} queries"
    return text


def cells(row):
    """Return the texts of one row."""
    if 'missing' in row:
        return [row['operation'], row['missing'], row['reference_name'], '', goal(row), '', '']
    unit = row.get('unit')
    queries = ''
    if 'queries' in row:
        queries = f"{row['queries']} / {row['reference_queries']}"
    ratio = f"{row['ratio']:.3g}" if row.get('ratio') is not None else ''
    if row.get('ratio_range'):
        ratio = f"{row['ratio']:.3f}"
    reference = amount(row.get('reference'), unit)
    if row.get('reference_name'):
        reference = f"{reference} ({row['reference_name']})".strip()
    return [
        row['operation'], amount(row['ours'], unit), reference, ratio, goal(row), queries,
        MARKS[met(row)],
    ]  # fmt: skip


BEGIN, END = '<!-- chart of ./dev bench -->', '<!-- end of chart -->'
HEAD = ['operation', 'ours', 'reference', 'ratio', 'goal', 'queries', '']


def table(rows):
    """Return the table in Markdown, aligned for the terminal."""
    lines = [HEAD, *map(cells, rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEAD))]
    lines.insert(1, ['-' * width for width in widths])
    return '\n'.join(
        '| '
        + ' | '.join(text.ljust(width) for text, width in zip(line, widths, strict=True))
        + ' |'
        for line in lines
    )


def growth(rows, smaller):
    """Return the rows that compare with a database a tenth of the size."""
    before = {row['key']: row for row in smaller}
    result = []
    for row in rows:
        old = before.get(row['key'])
        if old and 'growth_goal' in row and 'ours' in row and 'ours' in old:
            cpu = 'ours_cpu' in row and 'ours_cpu' in old
            name = 'ours_cpu' if cpu else 'ours'
            result.append(
                {
                    'key': f"{GROWN}{row['key']}",
                    'operation': f"growth: {row['operation']}",
                    'reference_name': "a tenth of the orders",
                    'goal': row['growth_goal'],
                    'ours': row[name],
                    'reference': old[name],
                    'ratio': row[name] / old[name],
                }
            )
    return result


def with_chart(text, chart):
    """Return the text of a document with the chart between its two marks."""
    before, _begin, rest = text.partition(BEGIN)
    _old, end, after = rest.partition(END)
    return f'{before}{BEGIN}\n```text\n{chart}\n```\n{END}{after}' if end else text


def text_chart(rows, width=40):
    """Return bars of the ratios on a logarithmic scale, with a mark at each goal."""
    shown = [row for row in rows if row.get('ratio') and not row['key'].startswith('growth')]
    low, high = -6, 3  # 2 ** low … 2 ** high

    def position(ratio):
        return max(0, min(width, round((math.log2(ratio) - low) / (high - low) * width)))

    name_width = max(len(row['key']) for row in shown)
    one = position(1)
    lines = []
    for row in shown:
        bar = list('█' * position(row['ratio']) + '·' * (width - position(row['ratio'])))
        if row.get('goal'):
            bar.insert(position(row['goal']), '│')
        lines.append(
            f"{row['key'].replace('_', ' '):{name_width}} {''.join(bar):{width + 1}} "
            f"{row['ratio']:6.2f}  {MARKS[met(row)]}"
        )
    lines.append(' ' * (name_width + 1 + one) + '↑ as long as the reference; │ goal')
    return '\n'.join(lines)

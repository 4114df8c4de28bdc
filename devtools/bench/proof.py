"""Proof that the stored facts are right, on a random sample. Runs inside Odoo.

The facts are compared with what the ORM recomputes, and, where an order has its documents to
itself, with plain additions in Python.
"""

import json
import random
from pathlib import Path

from devtools.bench.odoo_process import environment, run

SAMPLE = 200
COMPUTED = (
    'amount_invoiced', 'amount_due', 'covered_by_quantity', 'covered_by_amount',
    'company_amount_invoiced', 'company_amount_due', 'date_due', 'date_paid', 'in_payment',
    'is_credited', 'document_count', 'has_draft', 'instalments',
)  # fmt: skip
TYPES = ('out_invoice', 'out_refund', 'out_receipt')


def _stored(facts):
    facts.invalidate_recordset()
    return {fact.id: {name: fact[name] for name in COMPUTED} for fact in facts}


def _differs(name, a, b):
    if name.startswith(('amount', 'company_amount', 'covered')):
        return abs(a - b) > 0.004
    return a != b


def recomputed(env, facts):
    """Return what the ORM computes otherwise than is stored."""
    before = _stored(facts)
    # other values than those stored, so that the computation has to write all of them
    env.cr.execute(
        """
        UPDATE finance_status_order
           SET amount_invoiced = -1, amount_due = -1, covered_by_quantity = -1,
               covered_by_amount = -1, is_credited = NOT is_credited,
               company_amount_invoiced = -1, company_amount_due = -1, date_due = '1900-01-01',
               date_paid = '1900-01-01', in_payment = NOT in_payment, document_count = -1,
               has_draft = NOT has_draft, instalments = '[0]'
         WHERE id IN %s
        """,
        [tuple(facts.ids)],
    )
    facts.invalidate_recordset()
    for name in COMPUTED:
        env.add_to_compute(facts._fields[name], facts)
    env.flush_all()
    after = _stored(facts)
    return [
        f"{fact.order_id.name} {name}: stored {before[fact.id][name]}, ORM {after[fact.id][name]}"
        for fact in facts
        for name in COMPUTED
        if _differs(name, before[fact.id][name], after[fact.id][name])
    ]


def added_up(orders):
    """Return how many orders have their documents to themselves, and where sums differ."""
    problems = []
    count = 0
    for order in orders:
        moves = order.order_line.invoice_lines.move_id.filtered(
            lambda move: move.state == 'posted' and move.move_type in TYPES
        )
        lines = moves.invoice_line_ids.filtered(lambda line: line.display_type == 'product')
        alone = lines.sale_line_ids.order_id == order and all(line.sale_line_ids for line in lines)
        if not moves or not alone or moves.currency_id != order.currency_id:
            continue
        count += 1
        sign = {move: -1 if move.move_type == 'out_refund' else 1 for move in moves}
        open_items = moves.line_ids.filtered(lambda line: line.display_type == 'payment_term')
        due = sum(open_items.mapped('amount_residual_currency'))
        late = open_items.filtered(lambda line: line.amount_residual_currency > 0)
        expected = {
            'amount_invoiced': sum(sign[move] * move.amount_total for move in moves),
            'amount_due': due,
            'date_due': min(late.mapped('date_maturity')) if late and due > 0.004 else False,
            'document_count': len(moves),
        }
        fact = order.finance_fact_ids
        problems += [
            f"{order.name} {name}: stored {fact[name]}, added up {value}"
            for name, value in expected.items()
            if _differs(name, fact[name], value)
        ]
    return count, problems


def main(database, output):
    """Write what was compared and what differs."""
    with environment(database) as env:
        ids = env['finance.status.order'].search([]).ids
        facts = env['finance.status.order'].browse(sorted(random.Random(7).sample(ids, SAMPLE)))
        count, wrong = added_up(facts.order_id)
        result = {'sample': SAMPLE, 'added_up': count, 'problems': wrong + recomputed(env, facts)}
        Path(output).write_text(json.dumps(result))


if __name__ == '__main__':
    run(main)

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component } from "@odoo/owl";
import { FinanceBar } from "./finance_bar";

/**
 * What is paid, overdue and due later of what was ordered.
 *
 *     <widget name="finance_progress_bar" total="amount_total" currency="currency_id"/>
 */
export class FinanceProgressBar extends Component {
    static template = "intrix_finance_status.FinanceProgressBar";
    static components = { FinanceBar };
    static props = {
        ...standardWidgetProps,
        totalField: String,
        currencyField: String,
        legend: { type: Boolean, optional: true },
    };

    format(amount) {
        const currency = this.props.record.data[this.props.currencyField];
        return formatMonetary(amount, { currencyId: currency && currency.id });
    }

    get ordered() {
        return this.props.record.data[this.props.totalField] || 0;
    }

    get total() {
        return Math.max(this.ordered, this.props.record.data.finance_amount_invoiced || 0);
    }

    get parts() {
        const { data } = this.props.record;
        const overdue = data.finance_amount_overdue || 0;
        return [
            { key: "paid", label: _t("Paid"), amount: data.finance_amount_paid || 0 },
            { key: "overdue", label: _t("Overdue"), amount: overdue },
            {
                key: "invoiced",
                label: _t("Due later"),
                amount: (data.finance_amount_due || 0) - overdue,
            },
        ].map((part) => ({ ...part, formatted: this.format(part.amount) }));
    }

    get title() {
        const { data } = this.props.record;
        return _t("Ordered %(ordered)s\nInvoiced %(invoiced)s\nPaid %(paid)s\nDue %(due)s", {
            ordered: this.format(this.ordered),
            invoiced: this.format(data.finance_amount_invoiced || 0),
            paid: this.format(data.finance_amount_paid || 0),
            due: this.format(data.finance_amount_due || 0),
        });
    }
}

export const financeProgressBar = {
    component: FinanceProgressBar,
    extractProps: ({ attrs }) => ({
        totalField: attrs.total,
        currencyField: attrs.currency,
        legend: Boolean(attrs.legend),
    }),
    fieldDependencies: ({ attrs }) => [
        { name: attrs.total, type: "monetary" },
        { name: attrs.currency, type: "many2one" },
        { name: "finance_amount_invoiced", type: "monetary" },
        { name: "finance_amount_paid", type: "monetary" },
        { name: "finance_amount_due", type: "monetary" },
        { name: "finance_amount_overdue", type: "monetary" },
    ],
};

registry.category("view_widgets").add("finance_progress_bar", financeProgressBar);

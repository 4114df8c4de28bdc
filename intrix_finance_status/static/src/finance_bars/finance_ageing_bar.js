import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { formatMonetary } from "@web/views/fields/formatters";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component } from "@odoo/owl";
import { FinanceBar } from "./finance_bar";

const AGES = {
    aged_current: _t("Not due"),
    aged_30: _t("1-30 days late"),
    aged_60: _t("31-60 days late"),
    aged_90: _t("61-90 days late"),
    aged_older: _t("Over 90 days late"),
};

/** How old what a customer owes is: `<widget name="finance_ageing_bar" legend="1"/>`. */
export class FinanceAgeingBar extends Component {
    static template = "intrix_finance_status.FinanceAgeingBar";
    static components = { FinanceBar };
    static props = { ...standardWidgetProps, legend: { type: Boolean, optional: true } };

    get parts() {
        const { data } = this.props.record;
        const currencyId = data.finance_currency_id && data.finance_currency_id.id;
        return Object.entries(AGES).map(([key, label]) => {
            const amount = data[`finance_${key}`] || 0;
            return {
                key,
                label: label.toString(), // lazy until the translations are loaded
                amount,
                formatted: formatMonetary(amount, { currencyId }),
            };
        });
    }

    get hasOpenItems() {
        return this.parts.some((part) => part.amount);
    }

    get title() {
        return this.parts.map((part) => `${part.label}: ${part.formatted}`).join("\n");
    }
}

export const financeAgeingBar = {
    component: FinanceAgeingBar,
    extractProps: ({ attrs }) => ({ legend: Boolean(attrs.legend) }),
    fieldDependencies: [
        { name: "finance_currency_id", type: "many2one" },
        ...Object.keys(AGES).map((key) => ({ name: `finance_${key}`, type: "monetary" })),
    ],
};

registry.category("view_widgets").add("finance_ageing_bar", financeAgeingBar);

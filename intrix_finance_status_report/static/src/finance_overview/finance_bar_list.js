import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { FinanceFigure } from "./finance_figure";

/** Figures below each other, each with a bar. */
export class FinanceBarList extends Component {
    static template = "intrix_finance_status_report.FinanceBarList";
    static components = { FinanceFigure };
    static props = {
        name: String,
        title: String,
        figures: Array,
        currencyId: Number,
        empty: { type: String, optional: true },
    };

    width(figure) {
        return 100 * Math.min(1, figure.share);
    }

    /** What there is to say of a figure besides its amount: how many, and how many days. */
    note({ number, days, share }) {
        const parts = [];
        if (number !== undefined) {
            parts.push(
                _t("%(number)s · %(percentage)s%", { number, percentage: Math.round(100 * share) })
            );
        }
        if (days) {
            const rounded = Math.round(days);
            parts.push(
                this.props.name === "debtors" ? _t("%s days late", rounded) : _t("after %s days", rounded)
            );
        }
        return parts.join(" · ");
    }
}

import { Component } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";
import { formatFloat, formatInteger, formatMonetary } from "@web/views/fields/formatters";

/** One figure, which opens the records behind it. */
export class FinanceFigure extends Component {
    static template = "intrix_finance_status_report.FinanceFigure";
    static props = {
        figure: Object,
        currencyId: Number,
        className: { type: String, optional: true },
    };

    setup() {
        this.action = useService("action");
    }

    get text() {
        const { kind, value } = this.props.figure;
        if (kind === "monetary") {
            // whole units: nobody reads cents on a page of sums
            return formatMonetary(value, { currencyId: this.props.currencyId, digits: [16, 0] });
        }
        return kind === "days" ? formatFloat(value, { digits: [16, 0] }) : formatInteger(value);
    }

    get exact() {
        const { kind, label, value } = this.props.figure;
        const text =
            kind === "monetary"
                ? formatMonetary(value, { currencyId: this.props.currencyId })
                : this.text;
        return `${label}: ${text}`;
    }

    open() {
        const { measure, ...action } = this.props.figure.action;
        return this.action.doAction(action);
    }
}

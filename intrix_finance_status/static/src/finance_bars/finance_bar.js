import { Component } from "@odoo/owl";

/**
 * A stacked bar of amounts.
 *
 * A negative part can't be drawn; its amount is stated all the same.
 */
export class FinanceBar extends Component {
    static template = "intrix_finance_status.FinanceBar";
    static props = {
        parts: {
            type: Array,
            element: {
                type: Object,
                shape: { key: String, label: String, amount: Number, formatted: String },
            },
        },
        title: String,
        total: { type: Number, optional: true },
        legend: { type: Boolean, optional: true },
    };

    get segments() {
        const drawn = this.props.parts.filter((part) => part.amount > 0);
        const sum = drawn.reduce((total, part) => total + part.amount, 0);
        const total = Math.max(sum, this.props.total || 0);
        return drawn.map((part) => ({ ...part, width: (100 * part.amount) / total }));
    }
}

import { registry } from "@web/core/registry";
import { BadgeField, badgeField } from "@web/views/fields/badge/badge_field";

// One place for the colours of all our statuses, instead of decorations in every view.
const CLASSES = {
    overdue: "text-bg-danger",
    bad: "text-bg-danger",
    partially_paid: "text-bg-warning",
    partially_invoiced: "text-bg-warning",
    partial: "text-bg-warning",
    due: "text-bg-warning",
    slow: "text-bg-warning",
    to_invoice: "text-bg-primary",
    ordered: "text-bg-primary",
    invoiced: "text-bg-info",
    not_due: "text-bg-info",
    paid: "text-bg-success",
    prompt: "text-bg-success",
    in_payment: "o_finance_badge_in_payment",
};

/** Badge of a finance status; decorations in the view, if any, come first. */
export class FinanceBadgeField extends BadgeField {
    get badgeClass() {
        if (Object.keys(this.props.decorations).length) {
            return super.badgeClass;
        }
        return CLASSES[this.props.record.data[this.props.name]] || "text-bg-300";
    }
}

export const financeBadgeField = {
    ...badgeField,
    component: FinanceBadgeField,
    supportedTypes: ["selection"],
    listViewWidth: 130,
};

registry.category("fields").add("finance_badge", financeBadgeField);

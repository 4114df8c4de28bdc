import { registry } from "@web/core/registry";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

import { Component } from "@odoo/owl";

/**
 * A text chosen from the [value, label] pairs that another field of the record holds.
 *
 *     <field name="answer" widget="finance_choice" options="{'choices': 'choices'}"/>
 */
export class FinanceChoiceField extends Component {
    static template = "intrix_finance_status.ImportChoice";
    static props = { ...standardFieldProps, choicesField: String };

    get value() {
        return this.props.record.data[this.props.name] || "";
    }

    get choices() {
        return this.props.record.data[this.props.choicesField] || [];
    }

    get label() {
        const choice = this.choices.find(([value]) => value === this.value);
        return choice ? choice[1] : this.value;
    }

    onChange(ev) {
        this.props.record.update({ [this.props.name]: ev.target.value || false });
    }
}

registry.category("fields").add("finance_choice", {
    component: FinanceChoiceField,
    supportedTypes: ["char"],
    extractProps: ({ options }) => ({ choicesField: options.choices }),
});

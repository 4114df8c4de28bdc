import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardFieldProps } from "@web/views/fields/standard_field_props";

const SHOWN = 3;

/** What a document may belong to, and why; one click takes a proposal. */
export class FinanceMatchProposalsField extends Component {
    static template = "intrix_finance_status.FinanceMatchProposalsField";
    static props = { ...standardFieldProps };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ all: false, busy: false });
    }

    get proposals() {
        return this.props.record.data[this.props.name] || [];
    }

    get shown() {
        return this.state.all ? this.proposals : this.proposals.slice(0, SHOWN);
    }

    get hidden() {
        return this.proposals.length - this.shown.length;
    }

    takeTitle(proposal) {
        return _t("Take: %s", proposal.label);
    }

    async take(proposal) {
        if (this.state.busy) {
            return;
        }
        this.state.busy = true;
        const { record } = this.props;
        try {
            await this.orm.call(record.resModel, "action_take_proposal", [
                [record.resId],
                proposal.partner_id,
                proposal.order_ids,
            ]);
            // it may not wait any more, and others told alike neither
            await record.model.load();
        } finally {
            this.state.busy = false;
        }
    }
}

registry.category("fields").add("finance_match_proposals", {
    component: FinanceMatchProposalsField,
    displayName: _t("Proposals"),
    supportedTypes: ["json"],
    listViewWidth: [220, 420],
});

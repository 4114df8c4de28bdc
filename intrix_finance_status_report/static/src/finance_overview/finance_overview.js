import { Component, onWillStart, useState } from "@odoo/owl";
import { RecordSelector } from "@web/core/record_selectors/record_selector";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { KeepLast } from "@web/core/utils/concurrency";
import { Layout } from "@web/search/layout";
import { useSetupAction } from "@web/search/action_hook";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { FinanceBarList } from "./finance_bar_list";
import { FinanceFigure } from "./finance_figure";

/** From offer to cash on one page: every figure opens the records that it is the sum of. */
export class FinanceOverview extends Component {
    static template = "intrix_finance_status_report.FinanceOverview";
    static components = { FinanceBarList, FinanceFigure, Layout, RecordSelector };
    static props = { ...standardActionServiceProps };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        this.display = { controlPanel: {} };
        const filters = this.props.state?.filters || { period: false, team: false, user: false };
        this.state = useState({ filters: { ...filters }, overview: null });
        useSetupAction({ getLocalState: () => ({ filters: { ...this.state.filters } }) });
        this.userDomain = [["share", "=", false]];
        onWillStart(() => this.load());
    }

    async load() {
        const { period, team, user } = this.state.filters;
        const overview = await this.keepLast.add(
            this.orm.call("finance.status.overview", "get_overview", [period, team, user])
        );
        this.state.overview = overview;
        this.state.filters.period = overview.period;
    }

    filter(name, value) {
        this.state.filters[name] = value;
        return this.load();
    }

    print() {
        const { period, team, user } = this.state.filters;
        return this.action.doAction({
            type: "ir.actions.report",
            report_type: "qweb-pdf",
            report_name: "intrix_finance_status_report.report_overview",
            report_file: "intrix_finance_status_report.report_overview",
            data: { period, team_id: team, user_id: user },
        });
    }

    get overview() {
        return this.state.overview;
    }

    get bars() {
        const { funnel, ageing, cash, debtors, spans } = this.overview;
        return {
            funnel: {
                name: "funnel",
                title: _t("From offer to cash: offers of %s", spans[0]),
                figures: funnel,
            },
            cash: { name: "cash", title: _t("Expected cash by week"), figures: cash },
            ageing: { name: "ageing", title: _t("What is open, by how late it is"), figures: ageing },
            debtors: {
                name: "debtors",
                title: _t("Who owes most of what is late"),
                figures: debtors,
                empty: _t("Nobody is late."),
            },
        };
    }
}

registry.category("actions").add("finance_status_overview", FinanceOverview);

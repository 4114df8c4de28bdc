import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

import { Component, onWillUnmount, useState } from "@odoo/owl";

const INTERVAL = 1000;
const WORKING = ["new", "queued", "running"];

/**
 * How far an import has come. It asks the server as long as there is something to do in the
 * background; then the form is read again.
 */
export class FinanceImportProgress extends Component {
    static template = "intrix_finance_status.ImportProgress";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        const { data } = this.props.record;
        this.progress = useState({
            state: data.state,
            total: data.count_total,
            done: data.count_total - data.count_left,
            error: data.count_error,
        });
        this.alive = true;
        this.wait();
        onWillUnmount(() => {
            this.alive = false;
            clearTimeout(this.timeout);
        });
    }

    get reading() {
        return ["new", "preview"].includes(this.progress.state) || !this.progress.total;
    }

    get percent() {
        const { total, done } = this.progress;
        return total ? Math.floor((100 * done) / total) : 0;
    }

    get label() {
        return {
            new: _t("Reading the file…"),
            preview: _t("Working out what follows…"),
            queued: _t("Waiting for the background job…"),
        }[this.progress.state] || _t("Working through the rows…");
    }

    get amount() {
        const { total, done } = this.progress;
        return _t("%(done)s of %(total)s rows", { done, total });
    }

    get errors() {
        const { error } = this.progress;
        return error === 1 ? _t("1 error") : _t("%s errors", error);
    }

    wait() {
        this.timeout = setTimeout(() => this.ask(), INTERVAL);
    }

    async ask() {
        const { record } = this.props;
        let progress;
        try {
            progress = await this.orm.silent.call(record.resModel, "get_progress", [record.resId]);
        } catch {
            // the connection is lost, or the import deleted: the next question will tell
            progress = null;
        }
        if (!this.alive) {
            return;
        }
        const { state } = record.data;
        if (progress) {
            Object.assign(this.progress, progress);
            if (progress.state !== state || (state === "preview" && !progress.waiting)) {
                await record.load();
            }
        }
        if (this.alive && (!progress || progress.waiting || WORKING.includes(progress.state))) {
            this.wait();
        }
    }
}

registry.category("view_widgets").add("finance_import_progress", {
    component: FinanceImportProgress,
    fieldDependencies: [
        { name: "state", type: "selection" },
        { name: "count_total", type: "integer" },
        { name: "count_left", type: "integer" },
        { name: "count_error", type: "integer" },
    ],
});

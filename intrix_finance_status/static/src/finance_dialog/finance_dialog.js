import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";
import { toRaw } from "@odoo/owl";

/**
 * Dialogs about the selected rows of a list: who discards one, or closes it, has done nothing,
 * so the list is not loaded again and its rows stay selected.
 */
export class FinanceDialogController extends formView.Controller {
    setup() {
        super.setup();
        if (this.env.dialogData) {
            // not through the proxy: the dialog would be rendered anew, with a new controller
            const dialog = toRaw(this.env.dialogData);
            const { close } = dialog;
            dialog.close = (params) => close({ ...params, noReload: true });
        }
    }
}

registry.category("views").add("finance_dialog", {
    ...formView,
    Controller: FinanceDialogController,
});

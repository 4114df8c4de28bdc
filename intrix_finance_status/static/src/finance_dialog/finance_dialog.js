import { registry } from "@web/core/registry";
import { formView } from "@web/views/form/form_view";

/**
 * Dialogs about the selected rows of a list: who discards one, or closes it, has done nothing,
 * so the list is not loaded again and its rows stay selected.
 */
export class FinanceDialogController extends formView.Controller {
    setup() {
        super.setup();
        const dialog = this.env.dialogData;
        if (dialog) {
            const { close } = dialog;
            dialog.close = (params) => close({ ...params, noReload: true });
        }
    }
}

registry.category("views").add("finance_dialog", {
    ...formView,
    Controller: FinanceDialogController,
});

import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useDropzone } from "@web/core/dropzone/dropzone_hook";
import { useFileUploader } from "@web/core/utils/files";
import { useService } from "@web/core/utils/hooks";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListController } from "@web/views/list/list_controller";
import { listView } from "@web/views/list/list_view";

const MODEL = "finance.status.import";

/**
 * Files are uploaded by a button, or dropped anywhere on the view; their previews open then.
 */
const withUpload = (Controller) =>
    class extends Controller {
        setup() {
            super.setup();
            this.actionService = useService("action");
            this.importOrm = useService("orm");
            this.importNotification = useService("notification");
            this.importUi = useService("ui");
            this.uploadFiles = useFileUploader();
            useDropzone(this.rootRef, (ev) => {
                ev.preventDefault();
                return this.importFiles(ev.dataTransfer.files);
            });
        }

        async onImportFilesChosen(ev) {
            const input = ev.target;
            await this.importFiles(input.files);
            // so that the same file may be chosen again
            input.value = null;
        }

        onImportClicked(ev) {
            ev.target.parentElement.querySelector(".o_finance_import_input").click();
        }

        async importFiles(fileList) {
            const files = [...fileList];
            if (!files.length) {
                return;
            }
            const empty = files.find((file) => !file.size);
            if (empty) {
                // Odoo's own uploader does not expect a file without content
                this.importNotification.add(_t("%s is empty: it has 0 bytes.", empty.name), {
                    title: _t("The file could not be uploaded"),
                    type: "danger",
                });
                return;
            }
            this.importUi.block();
            try {
                const uploaded = await this.uploadFiles("/web/binary/upload_attachment", {
                    csrf_token: odoo.csrf_token,
                    ufile: files,
                    model: MODEL,
                    id: 0,
                });
                if (!uploaded) {
                    return;
                }
                const refused = uploaded.find((file) => file.error);
                if (refused) {
                    this.importNotification.add(refused.error, {
                        title: _t("The file could not be uploaded"),
                        type: "danger",
                    });
                    return;
                }
                const action = await this.importOrm.call(
                    MODEL,
                    "action_upload",
                    [uploaded.map((file) => file.id)],
                    { context: this.props.context }
                );
                await this.actionService.doAction(action);
            } finally {
                this.importUi.unblock();
            }
        }
    };

registry.category("views").add("finance_import_list", {
    ...listView,
    Controller: withUpload(ListController),
    buttonTemplate: "intrix_finance_status.ImportListButtons",
});

registry.category("views").add("finance_import_kanban", {
    ...kanbanView,
    Controller: withUpload(KanbanController),
    buttonTemplate: "intrix_finance_status.ImportKanbanButtons",
});

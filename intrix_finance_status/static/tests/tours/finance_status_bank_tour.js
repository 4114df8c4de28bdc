import { registry } from "@web/core/registry";

const row = (payer) => `.o_data_row:contains("${payer}")`;

registry.category("web_tour.tours").add("finance_status_bank", {
    steps: () => [
        {
            content: "what was certain isn't in the list of what is to do",
            trigger: `.o_list_view:not(:contains("125/1/1")) ${row("CUSTOMER")}:contains("123/1/1"):contains("To confirm")`,
        },
        {
            content: "one click confirms",
            trigger: `${row("CUSTOMER")} button[name=action_confirm]`,
            run: "click",
        },
        {
            content: "it is done, and leaves the list",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('123/1/1')))",
        },
        {
            content: "nobody knows what this one pays",
            trigger: `${row("Somebody")} td[name=partner_name]`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_form_statusbar button[name=action_choose]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=document_ids] input",
            run: "edit 124/1/1",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('124/1/1')",
            run: "click",
        },
        {
            trigger: ".modal .o_tag:contains('124/1/1')",
        },
        {
            trigger: ".modal button[name=action_choose]",
            run: "click",
        },
        {
            content: "the document, and who has chosen it",
            trigger:
                ".o_form_view:has(.o_field_widget[name=match_ids]:contains('124/1/1')) .o-mail-Message:contains('Chosen by a person')",
        },
    ],
});

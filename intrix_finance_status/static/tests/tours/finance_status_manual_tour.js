import { registry } from "@web/core/registry";

const badge = (status) =>
    `.o_form_view .float-end.o_field_widget[name=finance_status] .badge:contains("${status}")`;

registry.category("web_tour.tours").add("finance_status_manual_paid", {
    steps: () => [
        {
            trigger: badge("Accepted"),
        },
        {
            content: "one",
            trigger: "button[name=action_finance_register_invoice]",
            run: "click",
        },
        {
            content: "number and amount are proposed",
            trigger: ".modal .o_field_widget[name=name] input:value('2026-001')",
        },
        {
            trigger: ".modal .o_field_widget[name=amount] input:value('1,000.00')",
        },
        {
            content: "two",
            trigger: ".modal button[name=action_register_and_pay]",
            run: "click",
        },
        {
            trigger: ".modal .o_data_row:contains('2026-001'):contains('1,000.00')",
        },
        {
            content: "three",
            trigger: ".modal:has(.modal-title:contains('Payment')) button[name=action_register]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${badge("Paid")}`,
        },
        {
            content: "the history of the order, with a button to undo each entry",
            trigger: "a[name=finance]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=finance_change_ids] .o_data_row:contains('Payment') button[name=action_undo]",
            run: "click",
        },
        {
            content: "which changes the badge at once",
            trigger: badge("Invoiced"),
        },
        {
            trigger: ".o_field_widget[name=finance_change_ids] .o_data_row:contains('Payment removed')",
        },
        {
            content: "and is in the chatter",
            trigger: ".o-mail-Message:contains('Payment removed'):contains('1,000.00')",
        },
    ],
});

registry.category("web_tour.tours").add("finance_status_manual_customer", {
    steps: () => [
        {
            trigger: "a[name=finance]",
            run: "click",
        },
        {
            trigger: "button[name=action_finance_register_invoice]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=amount] input",
            run: "edit 80",
        },
        {
            trigger: ".modal button[name=action_register]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_field_widget[name=finance_amount_due]:contains('1,080.00')",
        },
    ],
});

import { registry } from "@web/core/registry";

const banner = ".o_form_view div[name=finance_hold]";

registry.category("web_tour.tours").add("finance_hold_refused", {
    steps: () => [
        {
            trigger: ".o_form_view:not(:has(div[name=finance_hold])) .o_field_widget[name=partner_id] input",
            run: "edit Held Customer",
        },
        {
            trigger: ".ui-menu-item > a:contains('Held Customer')",
            run: "click",
        },
        {
            content: "says why, before anything is saved",
            trigger: `${banner}:contains('Customer on hold'):contains('1,000.00')`,
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".modal:contains('confirmed now'):contains('1,000.00')",
        },
        {
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Quotation')",
        },
    ],
});

registry.category("web_tour.tours").add("finance_hold_override", {
    steps: () => [
        {
            trigger: `${banner}:contains('1,000.00')`,
        },
        {
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
            run: "click",
        },
        {
            trigger: ".modal:contains('1,000.00') button:contains('Confirm with a Reason')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=hold_text]:contains('1,000.00')",
        },
        {
            content: "not without a reason",
            trigger: ".modal button[name=action_override]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_invalid[name=reason]",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Key account",
        },
        {
            trigger: ".modal button[name=action_override]",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Sales Order')",
        },
        {
            trigger: ".o-mail-Message:contains('despite the hold'):contains('Key account')",
        },
    ],
});

registry.category("web_tour.tours").add("finance_hold_customer", {
    steps: () => [
        {
            content: "the page is there for a customer without any figure",
            trigger: "a[name=finance]",
            run: "click",
        },
        {
            trigger: "div[name=finance_hold_buttons] button[name=action_finance_hold]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Bounced cheque",
        },
        {
            trigger: ".modal button[name=action_set]:contains('Put on Hold')",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${banner}:contains('Bounced cheque')`,
        },
        {
            trigger: ".o_field_widget[name=finance_hold_ids] .o_data_row:contains('Bounced cheque')",
        },
        {
            trigger: "div[name=finance_hold_buttons] button[name=action_finance_end_hold]",
            run: "click",
        },
        {
            trigger: ".o_form_view:not(:has(div[name=finance_hold])) .o-mail-Message:contains('Hold ended')",
        },
        {
            content: "what was ended is history",
            trigger: ".o_field_widget[name=finance_hold_ids] .o_data_row.text-muted",
        },
    ],
});

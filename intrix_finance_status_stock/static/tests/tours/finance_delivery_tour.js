import { registry } from "@web/core/registry";

const validate = ".o_statusbar_buttons button[name=button_validate]";

registry.category("web_tour.tours").add("finance_delivery_stopped", {
    steps: () => [
        {
            content: "says why it can't go",
            trigger:
                ".o_form_view div[name=finance_hold]:contains('This delivery is on hold'):contains('1,000.00')",
        },
        {
            trigger: validate,
            run: "click",
        },
        {
            trigger: ".modal:contains('validated now'):contains('1,000.00')",
        },
        {
            trigger: ".modal .modal-footer button",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Ready')",
        },
    ],
});

registry.category("web_tour.tours").add("finance_delivery_override", {
    steps: () => [
        {
            trigger: validate,
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=hold_text]:contains('1,000.00')",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Spare part for a hospital",
        },
        {
            trigger: ".modal button[name=action_override]:contains('Deliver Anyway')",
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Done')",
        },
        {
            trigger: ".o-mail-Message:contains('despite the hold'):contains('hospital')",
        },
    ],
});

registry.category("web_tour.tours").add("finance_delivery_released", {
    steps: () => [
        {
            content: "the same button works at once",
            trigger: `.o_form_view:not(:has(div[name=finance_hold])) ${validate}`,
            run: "click",
        },
        {
            trigger: "body:not(:has(.modal)) .o_arrow_button_current:contains('Done')",
        },
    ],
});

registry.category("web_tour.tours").add("finance_delivery_others", {
    steps: () => [
        {
            content: "two transfers, one of them on hold",
            trigger: ".o_list_view .o_data_row:nth-child(2)",
        },
        {
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        {
            trigger: ".o_cp_action_menus .dropdown-toggle:has(.fa-cog)",
            run: "click",
        },
        {
            trigger: ".o-dropdown--menu .o_menu_item:contains('Validate')",
            run: "click",
        },
        {
            trigger:
                ".modal:contains('Some deliveries are on hold') .o_field_widget[name=hold_text]:contains('1,000.00')",
        },
        {
            trigger:
                ".modal:not(:has(button[name=action_override])) button[name=action_deliver_others]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_list_view .o_data_row:contains('Free'):contains('Done')",
        },
        {
            trigger: ".o_list_view .o_data_row:contains('Ready'):contains('1,000.00')",
        },
    ],
});

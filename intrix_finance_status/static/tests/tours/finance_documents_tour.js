import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("finance_to_match", {
    steps: () => [
        {
            content: "a document says what was told, and why a customer is proposed",
            trigger: ".o_data_row:contains('X-1'):contains('ACME') .o_finance_proposal:contains('similar name')",
        },
        {
            content: "one click takes the proposal",
            trigger: ".o_data_row:contains('X-1') .o_finance_proposal button",
            run: "click",
        },
        {
            content: "the other document told alike is matched too",
            trigger: ".o_list_view:not(:has(.o_data_row:contains('X-2')))",
        },
        {
            content: "of the first one, an order of the same amount is proposed now",
            trigger: ".o_data_row:contains('X-1') .o_finance_proposal:contains('same amount') button",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains('X-1')))",
        },
        {
            content: "what nobody knows can be chosen by hand",
            trigger: ".o_data_row:contains('X-3') button[name=action_open_match]",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=partner_id] input",
            run: "edit Unlikely Customer",
        },
        {
            trigger: ".modal .o-autocomplete--dropdown-menu:not(:contains('ACME')) .o-autocomplete--dropdown-item:contains('Unlikely Customer')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=partner_id] input:value(Unlikely Customer)",
        },
        {
            trigger: ".modal button[name=action_apply]",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains('X-3')))",
        },
        {
            content: "what belongs to no order waits no more",
            trigger: ".o_data_row:contains('X-4') button[name=action_ignore]",
            run: "click",
        },
        {
            trigger: ".o_list_view:not(:has(.o_data_row:contains('X-4')))",
        },
        {
            content: "the menu leads to all documents",
            trigger: ".o_menu_sections [data-menu-xmlid='intrix_finance_status.menu_finance_status_documents']",
            run: "click",
        },
        {
            trigger: ".dropdown-item[data-menu-xmlid='intrix_finance_status.menu_finance_status_document']",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('X-1'):contains('ACME') td[name=name]",
            run: "click",
        },
        {
            content: "the document says whom it was matched to, and can take it back",
            trigger: ".o_form_view:contains('Chosen by a person') button[name=action_undo_match]",
            run: "click",
        },
        {
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_form_view .alert:contains('waits to be matched') .o_finance_proposal:contains('similar name')",
        },
    ],
});

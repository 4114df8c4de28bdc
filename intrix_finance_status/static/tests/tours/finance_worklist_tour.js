import { registry } from "@web/core/registry";

const row = (name) => `.o_list_view .o_data_row:contains('${name}')`;
const select = (name) => ({
    trigger: `${row(name)} .o_list_record_selector input`,
    run: "click",
});
const header = (name) => ({
    trigger: `.o_control_panel button[name=${name}]`,
    run: "click",
});
const closed = (state) => ({ trigger: `body:not(:has(.modal)) ${row("Debtor A")}:contains('${state}')` });

registry.category("web_tour.tours").add("finance_worklist", {
    steps: () => [
        {
            content: "who owes most, and longest, comes first",
            trigger: `.o_list_view .o_data_row:first:contains('Debtor A')`,
        },
        {
            trigger: row("Debtor B"),
        },
        select("Debtor B"),
        header("action_finance_send_reminder"),
        {
            content: "what would be sent is shown",
            trigger: ".modal .o_field_widget[name=body]:contains('200.00')",
        },
        {
            content: "who discards it has the row still selected",
            trigger: ".modal button[special=cancel]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${row("Debtor B")} .o_list_record_selector input:checked`,
        },
        header("action_finance_send_reminder"),
        {
            content: "another mail",
            trigger: ".modal .o_field_widget[name=template_id] input",
            run: "edit last reminder",
        },
        {
            trigger: ".o-autocomplete--dropdown-item:contains('last reminder')",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=body]:contains('without an answer')",
        },
        {
            content: "with another text",
            trigger: ".modal .o_field_widget[name=is_edited] input",
            run: "click",
        },
        {
            trigger: ".modal .o_field_widget[name=subject] input",
            run: "edit About our call",
        },
        {
            trigger: ".modal button[name=action_send]",
            run: "click",
        },
        {
            trigger: ".o_notification:contains('Customers reminded: 1')",
        },
        {
            trigger: `body:not(:has(.modal)) ${row("Debtor B")}`,
        },
        select("Debtor A"),
        header("action_finance_log_call"),
        {
            trigger: ".modal .o_field_widget[name=note] textarea",
            run: "edit Pays half of it",
        },
        {
            trigger: ".modal .o_field_widget[name=promised] input",
            run: "click",
        },
        {
            content: "all that is overdue is proposed",
            trigger: ".modal .o_field_widget[name=amount] input:value('1,000.00')",
            run: "edit 500",
        },
        {
            trigger: ".modal button[name=action_log]",
            run: "click",
        },
        {
            content: "a promise is nothing to do until its day has passed",
            trigger: "body:not(:has(.modal)) .o_list_view:not(:has(.o_data_row:contains('Debtor A')))",
        },
        {
            trigger: ".o_searchview .o_facet_remove",
            run: "click",
        },
        closed("Promised"),
        {
            content: "several at once",
            trigger: ".o_list_view thead .o_list_record_selector input",
            run: "click",
        },
        header("action_finance_assign"),
        {
            trigger: ".modal button[name=action_set]",
            run: "click",
        },
        {
            trigger: `body:not(:has(.modal)) ${row("Debtor B")} .o_field_widget[name=finance_responsible_id] img`,
        },
        {
            content: "a row opens the customer on its finance page",
            trigger: `${row("Debtor A")} td[name=name]`,
            run: "click",
        },
        {
            trigger: ".o_form_view .o_notebook a[name=finance].active",
        },
        {
            trigger: ".o_field_widget[name=finance_action_ids] .o_data_row:contains('Pays half of it')",
        },
        {
            trigger: ".o_field_widget[name=finance_promise_ids] .o_data_row:contains('500.00')",
        },
        {
            trigger: ".o_form_view button[name=action_finance_dispute]",
            run: "click",
        },
        {
            content: "the only open document is chosen",
            trigger:
                ".modal .o_field_widget[name=line_ids] .o_data_row:contains('1,000.00') td[name=chosen] input:checked",
        },
        {
            trigger: ".modal .o_field_widget[name=reason] input",
            run: "edit Broken on arrival",
        },
        {
            trigger: ".modal button[name=action_set]",
            run: "click",
        },
        {
            trigger:
                "body:not(:has(.modal)) .o_form_view .o_field_widget[name=finance_follow_up_state]:contains('Disputed')",
        },
    ],
});

import { registry } from "@web/core/registry";

const card = (content) => `.o_kanban_record:contains("Finance tour"):contains("${content}")`;

registry.category("web_tour.tours").add("finance_status_overdue", {
    steps: () => [
        {
            content: "the card says how late the payment is, and how much",
            trigger: `${card("Overdue")}:contains("3 days"):contains("1,000.00")`,
        },
        {
            content: "and what the customer owes from elsewhere",
            trigger: `${card("250.00")}:contains("elsewhere")`,
            run: "click",
        },
        {
            content: "the opportunity leads to its orders",
            trigger: "button[name=action_view_finance_orders]:contains('1,000.00')",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains('Overdue') td[name=partner_id]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=finance_status] .badge.text-bg-danger:contains('Overdue')",
        },
        {
            trigger: "a[name=finance]",
            run: "click",
        },
        {
            content: "the document behind the status, without accounting rights",
            trigger:
                ".o_finance_documents tr:contains('INV/'):contains('1,000.00'):contains('3 days overdue')",
        },
        {
            content: "is not a link for who may not open it",
            trigger: ".o_finance_documents:not(:has(a))",
        },
    ],
});

registry.category("web_tour.tours").add("finance_status_customer", {
    steps: () => [
        {
            trigger: "a[name=finance]",
            run: "click",
        },
        {
            trigger:
                ".o_field_widget[name=finance_status] .badge.text-bg-danger:contains('Overdue')",
        },
        {
            trigger: ".o_field_widget[name=finance_amount_overdue]:contains('1,250.00')",
        },
        {
            content: "the ageing bar has the late amount",
            trigger: ".o_widget_finance_ageing_bar .o_finance_legend:contains('1,250.00')",
        },
    ],
});

registry.category("web_tour.tours").add("finance_status_paid", {
    steps: () => [
        {
            trigger: `${card("Paid")}:not(:contains("3 days"))`,
        },
    ],
});

import { registry } from "@web/core/registry";

registry.category("web_tour.tours").add("finance_overview", {
    steps: () => [
        {
            content: "Open what is overdue",
            trigger: ".o_finance_overview [data-figure='overdue']:contains('1,000')",
            run: "click",
        },
        {
            content: "The records whose sum it is",
            trigger: ".o_list_view .o_data_row:contains('Touring Customer')",
        },
        {
            content: "Back",
            trigger: ".o_back_button, .breadcrumb-item a",
            run: "click",
        },
        {
            content: "Choose another period",
            trigger: ".o_finance_overview select[name='period'], select[name='period']",
            run: "select year",
        },
        { trigger: ".o_finance_overview [name='comparison']" },
    ],
});

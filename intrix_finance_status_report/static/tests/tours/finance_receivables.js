import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("finance_receivables", {
    steps: () => [
        {
            content: "The pivot has customers by age",
            trigger: ".o_pivot table:contains('Over 90 days late')",
        },
        {
            content: "Open the list",
            trigger: "button.o_switch_view.o_list",
            run: "click",
        },
        {
            content: "Each open item is a row",
            trigger: ".o_list_view .o_data_row:contains('Touring Customer')",
        },
        {
            content: "Open the graph",
            trigger: "button.o_switch_view.o_graph",
            run: "click",
        },
        {trigger: ".o_graph_view canvas"},
    ],
});

import { registry } from "@web/core/registry";

const open = (name) => [
    {
        content: `Open ${name}`,
        trigger: `.o_spreadsheet_dashboard_search_panel li:contains(${name})`,
        run: "click",
    },
    {
        content: `${name} is open`,
        trigger: `.o_spreadsheet_dashboard_search_panel .active:contains(${name})`,
    },
    { trigger: ".o-spreadsheet .o-figure canvas" },
];

registry.category("web_tour.tours").add("finance_dashboards", {
    steps: () =>
        ["Sales to Cash", "Receivables", "Cash Forecast", "My Customers"].flatMap((name) => open(name)),
});

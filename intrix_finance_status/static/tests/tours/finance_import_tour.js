import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Choose a file that the test offers in the upload of the list. */
const upload = (name) => [
    {
        content: `upload ${name}`,
        trigger: ".o_finance_import_upload",
        run: async () => {
            const response = await fetch(`/finance_tour/${name}`);
            const files = new DataTransfer();
            files.items.add(new File([await response.blob()], name));
            const input = document.querySelector(".o_finance_import_input");
            input.files = files.files;
            input.dispatchEvent(new Event("change"));
        },
    },
];

const row = (...texts) =>
    `.o_field_widget[name=line_ids] .o_data_row${texts
        .map((text) => `:contains("${text}")`)
        .join("")}`;

const state = (name) => `.o_statusbar_status .o_arrow_button_current[data-value=${name}]`;

const importIt = [
    {
        trigger: "button[name=action_import]",
        run: "click",
    },
    {
        content: "the progress is shown, and ends by itself",
        trigger: ".o_finance_import_progress",
    },
    {
        trigger: state("done"),
    },
];

tours.add("finance_import_csv", {
    steps: () => [
        ...upload("invoices.csv"),
        {
            content: "the preview says what will happen to each row, and why",
            trigger: row("T-2026-1", "Customer", "1,000.00", "New"),
        },
        { trigger: row("T-2026-13", "Error", "31.02.2026") },
        { trigger: row("Left out") },
        { trigger: ".o_finance_import_counts :contains('12 new')" },
        { trigger: "a[name=columns]", run: "click" },
        {
            content: "the columns as they were understood",
            trigger: ".o_field_widget[name=column_ids] .o_data_row:contains('Dospijeće'):contains('Due date')",
        },
        { trigger: "a[name=rows]", run: "click" },
        { trigger: "button[name=action_import]", run: "click" },
        {
            content: "the progress moves by itself",
            trigger: ".o_finance_import_progress .progress-bar[style*='%']:not([style*=' 0%'])",
        },
        { trigger: state("done") },
        { trigger: ".o_finance_import_counts :contains('12 new')" },
    ],
});

tours.add("finance_import_customers", {
    steps: () => [
        ...upload("unknown.csv"),
        {
            content: "the due date and what is open, row by row",
            // below the warnings: it may have to be scrolled to
            trigger: `body:has(${row("N-1", "Nova", "250.00", "200.00")})`,
        },
        { trigger: ".o_finance_import_consequences:contains('Nobody goes on hold')" },
        {
            content: "the total in the file is another one",
            trigger: ".alert:contains('differ from what was read'):contains('999.00')",
        },
        { trigger: "a[name=totals]", run: "click" },
        {
            trigger:
                "body:has(.o_field_widget[name=total_ids] .o_data_row:contains('999.00'):contains('450.00'))",
        },
        { trigger: "button[name=action_confirm_totals]", run: "click" },
        { trigger: "body:not(:has(.alert:contains('differ from what was read')))" },
        { trigger: "a[name=rows]", run: "click" },
        { trigger: ".o_finance_import_unknown:contains('not known: 1')" },
        {
            content: "create the customer whom nobody knows",
            trigger: "button[name=action_unknown_customers]",
            run: "click",
        },
        { trigger: ".modal .o_field_widget[name=line_ids] .o_data_row:contains('Nova'):contains('Create')" },
        { trigger: ".modal button[name=action_apply]", run: "click" },
        { trigger: "body:not(:has(.modal)):not(:has(.o_finance_import_unknown))" },
        ...importIt,
    ],
});

tours.add("finance_import_report", {
    steps: () => [
        ...upload("report.xml"),
        { trigger: row("T-2026-1", "1,000.00", "New") },
        ...importIt,
    ],
});

tours.add("finance_import_undo", {
    steps: () => [
        { trigger: ".o_data_row:contains('report.xml') td[name=filename]", run: "click" },
        { trigger: "button[name=action_undo]", run: "click" },
        { trigger: ".modal .btn-primary", run: "click" },
        { trigger: ".o_finance_import_counts :contains('1 undone')" },
        { trigger: "button[name=action_read_again]" },
    ],
});

tours.add("finance_import_ubl", {
    steps: () => [
        ...upload("invoice.xml"),
        { trigger: ".o_field_widget[name=format]:contains('UBL')" },
        { trigger: ".o_finance_import_counts" },
    ],
});

tours.add("finance_import_camt", {
    steps: () => [
        ...upload("statement.xml"),
        { trigger: ".o_field_widget[name=kind]:contains('Bank transactions')" },
        ...importIt,
    ],
});

tours.add("finance_import_columns", {
    steps: () => [
        ...upload("odd.csv"),
        { trigger: "a[name=columns]", run: "click" },
        {
            content: "choose what a column is",
            trigger: ".o_field_widget[name=column_ids] .o_data_row:contains('Polje') td[name=field]",
            run: "click",
        },
        {
            trigger: ".o_field_widget[name=column_ids] .o_selected_row [name=field] input, .o_field_widget[name=column_ids] .o_selected_row [name=field] select",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(/^Order$/)",
            run: "click",
        },
        { trigger: "button[name=action_read_again]", run: "click" },
        { trigger: "button[name=action_import]:enabled" },
        { trigger: "a[name=rows]", run: "click" },
        { trigger: row("A-1") },
    ],
});

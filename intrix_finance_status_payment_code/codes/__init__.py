"""Payment codes without Odoo: what stands in them, and how they are drawn."""

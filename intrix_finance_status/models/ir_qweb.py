from lxml import etree
from odoo import models


class IrQweb(models.AbstractModel):
    """Compile the text of a mail once for all customers that get it.

    Odoo caches what is compiled of views; a mail template it compiles for each record anew, which
    takes most of the time that rendering takes. Who renders many puts a dict into the context.
    """

    _inherit = 'ir.qweb'

    def _generate_code_uncached(self, template):
        compiled = self.env.context.get('finance_compiled_templates')
        if compiled is None or not isinstance(template, etree._Element):
            return super()._generate_code_uncached(template)
        context = (
            *self._get_template_cache_keys(),
            'raise_on_forbidden_code_for_model',
        )
        key = (etree.tostring(template), *(self.env.context.get(name) for name in context))
        if key not in compiled:
            compiled[key] = super()._generate_code_uncached(template)
        return compiled[key]

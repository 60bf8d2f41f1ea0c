"""Imported by the process from which the others are forked: what each would else load by itself.

Nothing here may start a thread, since a fork leaves threads behind: the fonts are loaded later, by
each process for itself.
"""

from __future__ import annotations

import gc

from demarche.kernel.memory import without_collection

with without_collection():
    from weasyprint.text.ffi import ffi

    import demarche.build.task
    import demarche.render.document_files  # noqa: F401

    for _name in ("PangoFcFontMap *", "PangoLogAttr[]", "PangoRectangle *", "unsigned int *"):
        ffi.typeof(_name)  # read from its text the first time, which takes milliseconds
gc.freeze()

"""A brief to send on: what the record holds of a process, a dyad or an actor, as Markdown, HTML or JSON.

from communique.dossier import DossierQuery, dossier, rendered
print(rendered(dossier(record, DossierQuery("RUS-UKR")), "md"))
"""

from communique.dossier.build import DossierQuery, dossier
from communique.dossier.page import rendered

__all__ = ["DossierQuery", "dossier", "rendered"]

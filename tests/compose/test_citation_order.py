"""In which order the listings of an organisation are cited."""

from __future__ import annotations

import datetime as dt

from kit import ROOT

from demarche.compose.citations import cite
from demarche.facts.library import open_library
from demarche.kernel.workspace import Workspace

DAY = dt.date(2026, 11, 23)


def test_the_platform_s_order_goes_before_the_law_s_however_many_grounds_there_are() -> None:
    library = open_library(Workspace(ROOT))
    platform, jurisdiction = library.platforms["facebook"], library.jurisdictions["pk"]
    first, second = (policy_list.authority for policy_list in platform.lists)
    ground = jurisdiction.legal_grounds[0]
    between = [ground.model_copy(update={"authority": f"filling-{n}"}) for n in range(150)]
    own = [ground.model_copy(update={"authority": name}) for name in (second, first)]
    many = jurisdiction.model_copy(update={"legal_grounds": (own[0], *between, own[1])})
    cited = cite(
        library.organisations["ttp"],
        *(DAY, library, many, platform, platform.recipients[0], "", library.locales["en"]),
    )
    assert [citation.authority for citation in cited][:2] == [first, second]

from demarche.app.public_api import build as build
from demarche.app.public_api import check as check
from demarche.app.public_api import prepare as prepare
from demarche.app.public_api import read_requests as read_requests
from demarche.app.public_api import resolve as resolve
from demarche.app.public_api import rules as rules
from demarche.app.public_api import verify as verify
from demarche.build.dossier_writer import Built as Built
from demarche.build.prepare import Prepared as Prepared
from demarche.build.task import BuildError as BuildError
from demarche.kernel.problems import InputError as InputError
from demarche.kernel.problems import Place as Place
from demarche.kernel.problems import Problem as Problem
from demarche.kernel.problems import Severity as Severity
from demarche.model.request import Request as Request
from demarche.trust.verify.verify_report import Report as Report
from demarche.trust.verify.verify_report import Verdict as Verdict

__version__: str
__all__: list[str]

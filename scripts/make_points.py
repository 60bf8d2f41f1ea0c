"""Write demarche/fonts/points.txt: the code points that the fonts have. Run it after a change of a
font; a test compares the two.

    python scripts/make_points.py
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from demarche.kernel import fonts

if __name__ == "__main__":
    fonts.POINTS.write_text(fonts.points(), encoding="ascii")
    print(fonts.POINTS)

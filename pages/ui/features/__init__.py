"""One folder a page: all that only this page shows or decides, in Python and JavaScript.

`FEATURES` are the pages, door by door. A new one is imported and put in its place there; its `group` says in which door
it is."""

from pages.ui.features.beam import BEAM
from pages.ui.features.broken_code import BROKEN_CODE
from pages.ui.features.collect import COLLECT
from pages.ui.features.compare import COMPARE
from pages.ui.features.evidence import EVIDENCE
from pages.ui.features.experiments import EXPERIMENTS
from pages.ui.features.gallery import GALLERY
from pages.ui.features.gradients import GRADIENTS
from pages.ui.features.lessons import LESSONS
from pages.ui.features.live import LIVE
from pages.ui.features.open import OPEN
from pages.ui.features.plan import PLAN
from pages.ui.features.predict import PREDICT
from pages.ui.features.rooms import ROOMS
from pages.ui.features.states import STATES
from pages.ui.features.step import STEP
from pages.ui.features.training import TRAINING
from pages.ui.features.translate import TRANSLATE
from pages.ui.features.vocabulary import VOCABULARY
from pages.ui.features.what_if import WHAT_IF
from pages.ui.kit.feature import Feature

FEATURES = (
    TRANSLATE,
    STEP,
    COMPARE,
    OPEN,
    LESSONS,
    WHAT_IF,
    BEAM,
    STATES,
    TRAINING,
    LIVE,
    GRADIENTS,
    EXPERIMENTS,
    VOCABULARY,
    EVIDENCE,
    PREDICT,
    GALLERY,
    BROKEN_CODE,
    PLAN,
    ROOMS,
    COLLECT,
)
"""In the order of the doors, and within a door in that of its tabs."""


def doors() -> dict[str, list[Feature]]:
    """Door → its pages, those that this server has."""
    behind: dict[str, list[Feature]] = {}
    for feature in FEATURES:
        if feature.offered():
            behind.setdefault(feature.door, []).append(feature)
    return behind


def feature_at(path: str) -> Feature:
    """The page at an address; the first one has several."""
    return next((feature for feature in FEATURES if feature.name == path), FEATURES[0])

"""The whole humanoid, in rig order."""

from kinesics.rig.description.body import arm_links, spine_links
from kinesics.rig.description.face import face_links, head_link
from kinesics.rig.description.joints import JOINTS
from kinesics.rig.description.links import Link

__all__ = ["AXES", "LINKS"]

LINKS: tuple[Link, ...] = (*spine_links(), head_link(), *face_links(), *arm_links())
"""One for each joint; every parent is before its children, and `base_link` before all."""

AXES = {axis.name: axis for axis in JOINTS}
"""The joints by name."""

# SPDX-License-Identifier: MIT
# tvp runtime python
#   program: python3
#   usual: /usr/bin/python3
#   options: -I
#
# CPython plays a trial: the lean image of tvp starts this with the plan in TVP_TRIAL and the mapping as descriptor 3.
# Workers that start with a fresh interpreter import this file once more, as any program's main module: what it imports
# is part of their start-up, and nothing else is.
import sys
import time

if sys.version_info < (3, 8):
    import os

    sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
    from tvp_lane.place import place

    place().fail("unsupported", "Python %d.%d: the lane needs 3.8 or later" % sys.version_info[:2])
    sys.exit(0)

ran = time.clock_gettime_ns(time.CLOCK_MONOTONIC)  # this interpreter's first line of the user's

import os

here = os.path.dirname(os.path.abspath(__file__))
if here not in sys.path:  # -I leaves it out
    sys.path.insert(0, here)

from tvp_lane.modules import import_asked

import_asked()
born = os.getpid()  # whose start this was: a forked worker finds another one's
imported = time.clock_gettime_ns(time.CLOCK_MONOTONIC)

if __name__ == "__main__":
    from tvp_lane.parent import main

    main(sys.argv)

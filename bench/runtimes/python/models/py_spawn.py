# SPDX-License-Identifier: MIT
# tvp model py_spawn
#   brief: Python: multiprocessing.Process, start method spawn
#   provides: processes fresh_image
#   sharing: copy shm load seed server
#   default: yes
#   param: modules none|few|many none 0 0 what the program imports at its top level
#   doc: A fresh interpreter, which imports the main module and what the pickled arguments name. copy hands the data over as
#     an argument.
from tvp_lane.models import Processes


class Model(Processes):
    method = "spawn"

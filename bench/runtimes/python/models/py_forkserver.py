# SPDX-License-Identifier: MIT
# tvp model py_forkserver
#   brief: Python: multiprocessing.Process, start method forkserver
#   provides: processes
#   sharing: copy shm load seed server
#   default: yes
#   param: modules none|few|many none 0 0 what the program imports at its top level
#   param: preload no|yes no 0 0 whether the server imports those modules before it forks
#   doc: A server, a fresh interpreter itself, forks the workers; it is started off the clock and counts in the family.
from tvp_lane.models import Processes


class Model(Processes):
    method = "forkserver"

    def open(self):
        from multiprocessing import forkserver

        from tvp_lane.modules import LISTS

        # By name: that `__main__` in this list has no effect is a fault of CPython before 3.13.2.
        names = [*LISTS[self.the["model_params"]["modules"]], "tvp_lane.worker"]
        self.context.set_forkserver_preload(names if self.the["model_params"]["preload"] else [])
        forkserver.ensure_running()
        first = self.context.Process(target=int)  # the server answers when it has imported what it was told to
        first.start()
        first.join()

    def close(self):
        from multiprocessing import forkserver

        forkserver._forkserver._stop()

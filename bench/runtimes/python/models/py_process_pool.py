# SPDX-License-Identifier: MIT
# tvp model py_process_pool
#   brief: Python: concurrent.futures.ProcessPoolExecutor
#   provides: processes inherits
#   sharing: inherit copy shm load seed server
#   param: method fork|spawn|forkserver fork 0 0 the start method
#   doc: Workers are started when tasks are handed in (all at the first one, where they are forked from a process that may
#     have threads by then); arguments are pickled under every start method. inherit works under fork alone.
from concurrent.futures import ProcessPoolExecutor

from tvp_lane.models import Executor, Missing, context_of, import_start
from tvp_lane.methods import METHODS


class Model(Executor):
    def __init__(self, the):
        super().__init__(the)
        self.method = METHODS[the["model_params"]["method"]]
        if the["sharing"] == "inherit" and self.method != "fork":
            raise Missing("start method %s: a fresh interpreter inherits nothing" % self.method)
        self.context = context_of(self.method)

    def open(self):
        import_start(self.method, "synchronize queues connection")

    def make(self):
        return ProcessPoolExecutor(self.the["workers"], mp_context=self.context)

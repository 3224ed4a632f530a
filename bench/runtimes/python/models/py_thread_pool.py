# SPDX-License-Identifier: MIT
# tvp model py_thread_pool
#   brief: Python: concurrent.futures.ThreadPoolExecutor
#   provides: one_address_space inherits takes_turns
#   sharing: inherit shm load seed server
#   doc: Threads are started when tasks are handed in; all of them are joined at the executor's end.
from concurrent.futures import ThreadPoolExecutor

from tvp_lane.models import Executor


class Model(Executor):
    def make(self):
        return ThreadPoolExecutor(self.the["workers"])

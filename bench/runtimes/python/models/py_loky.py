# SPDX-License-Identifier: MIT
# tvp model py_loky
#   brief: Python: joblib.Parallel, backend loky
#   provides: processes
#   sharing: copy shm load seed
#   doc: joblib's own processes: fresh interpreters that are kept for the next call, and ended here after each crew. Its
#     call returns with the results, so that call_ns is all of the crew's life.
from tvp_lane.models import Joblib, Missing


class Model(Joblib):
    backend = "loky"
    method = "loky"

    def __init__(self, the):
        super().__init__(the)
        most = 2 * self.joblib.cpu_count() + 1
        if the["workers"] > most:
            raise Missing("loky hands out at most 2 x CPUs + 1 = %d tasks before the first result" % most)

    def join_all(self):
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(wait=True, kill_workers=False)

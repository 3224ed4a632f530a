# SPDX-License-Identifier: MIT
# tvp model py_joblib_multiprocessing
#   brief: Python: joblib.Parallel, backend multiprocessing
#   provides: processes inherits
#   sharing: inherit copy shm load seed
#   doc: A multiprocessing pool behind joblib's interface, of forked workers where that is the default start method; its
#     call returns with the results.
from tvp_lane.models import Joblib


class Model(Joblib):
    backend = "multiprocessing"
    foreign = False

    def __init__(self, the):
        import multiprocessing

        super().__init__(the)
        self.method = multiprocessing.get_start_method()

# SPDX-License-Identifier: MIT
# tvp model py_loky
#   brief: Python: joblib.Parallel, backend loky
#   provides: processes
#   sharing: copy shm load seed
#   doc: joblib's own processes: fresh interpreters that are kept for the next call, and ended here after each crew. Its
#     call returns with the results, so that call_ns is all of the crew's life. One worker runs in the parent itself.
from tvp_lane.models import Joblib


class Model(Joblib):
    backend = "loky"
    method = "loky"

    def join_all(self):
        from joblib.externals.loky import get_reusable_executor

        get_reusable_executor().shutdown(wait=True, kill_workers=False)

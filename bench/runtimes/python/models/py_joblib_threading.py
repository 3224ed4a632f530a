# SPDX-License-Identifier: MIT
# tvp model py_joblib_threading
#   brief: Python: joblib.Parallel, backend threading
#   provides: one_address_space inherits takes_turns
#   sharing: inherit shm load seed
#   doc: A pool of threads behind joblib's interface; its call returns with the results.
from tvp_lane.models import Joblib


class Model(Joblib):
    backend = "threading"
    foreign = False

# SPDX-License-Identifier: MIT
# tvp model py_dask_threads
#   brief: Python: dask.distributed, a local cluster of threads
#   provides: one_address_space inherits takes_turns
#   sharing: inherit shm load seed
#   doc: One worker with a thread for each task, in the parent's own process. Loopback only, no dashboard.
from tvp_lane.dask import Dask


class Model(Dask):
    processes = False

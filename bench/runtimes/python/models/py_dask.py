# SPDX-License-Identifier: MIT
# tvp model py_dask
#   brief: Python: dask.distributed, a local cluster of processes
#   provides: processes
#   sharing: copy shm load seed
#   doc: The cluster is made within the first worker's call and closed after each crew; its scheduler lives in the parent, its
#     nannies count in the family. Loopback only, no dashboard.
from tvp_lane.dask import Dask


class Model(Dask):
    method = "spawn"
    processes = True

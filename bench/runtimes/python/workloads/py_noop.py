# SPDX-License-Identifier: MIT
# tvp workload py_noop
#   brief: Python: nothing at all, for start-up
#   op: an addition in a loop
#   version: 1
#   needs: needs_tmp
#   doc: What is left is what starting, joining and handing over cost. Verified: the sum.
from tvp_lane.work import Base


class Work(Base):
    def run(self, ops):
        for _ in range(ops):
            self.done += 1

    def verify(self):
        if self.done <= 0:
            raise ValueError("py_noop: nothing was done")

# SPDX-License-Identifier: MIT
# tvp workload py_numpy
#   brief: Python: CPU-bound in numpy, which gives the lock up
#   op: `size` numbers sorted
#   version: 1
#   needs: needs_tmp
#   param: size count 20000 2 10000000 numbers sorted by an op
#   doc: numpy.sort of doubles gives the interpreter's lock up. Verified: the last result is in order, and its sum is right.
from tvp_lane.models import need
from tvp_lane.work import Base

numpy = need("numpy", "python3-numpy")


class Work(Base):
    def setup(self):
        self.numbers = numpy.random.default_rng(self.the["seed"]).random(self.params["size"])
        self.last = None

    def run(self, ops):
        for _ in range(ops):
            self.last = numpy.sort(self.numbers)
        self.done += ops

    def verify(self):
        if not (numpy.diff(self.last) >= 0).all() or abs(self.last.sum() - self.numbers.sum()) > 1e-6 * len(self.last):
            raise ValueError("py_numpy: the result is not the numbers in order")

# SPDX-License-Identifier: MIT
# tvp workload py_loop
#   brief: Python: CPU-bound, pure Python: a loop over whole numbers
#   op: `size` steps of a linear congruential generator, in Python
#   version: 1
#   needs: needs_tmp
#   param: size count 200 1 1000000 steps of an op
#   doc: Holds the interpreter's lock all the time. Verified: the generator's state after so many steps, computed by jumping
#     ahead.
from tvp_lane.work import Base

A, C, M = 1664525, 1013904223, 1 << 32


def after(steps):
    """The state after `steps` steps from 0, by squaring the step."""
    a, c, state = A, C, 0
    while steps:
        if steps & 1:
            state = (a * state + c) % M
        c = (a * c + c) % M
        a = a * a % M
        steps >>= 1
    return state


class Work(Base):
    def setup(self):
        self.state, self.size = 0, self.params["size"]

    def run(self, ops):
        state = self.state
        for _ in range(ops * self.size):
            state = (1664525 * state + 1013904223) & 0xFFFFFFFF
        self.state = state
        self.done += ops

    def verify(self):
        if self.state != after(self.done * self.size):
            raise ValueError("py_loop: the state after %d ops is wrong" % self.done)

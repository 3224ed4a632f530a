# SPDX-License-Identifier: MIT
"""What all workloads of this runtime have in common."""


class Base:
    def __init__(self, the, at, index, thing, expected):
        """Each worker, off the clock, after READY."""
        self.the, self.at, self.index, self.data, self.expected = the, at, index, thing, expected
        self.params = the["params"]
        self.done = 0  # ops, timed and untimed
        self.setup()

    def setup(self):
        pass

    def verify(self):
        """Raises what is wrong with the work."""

    def close(self):
        pass

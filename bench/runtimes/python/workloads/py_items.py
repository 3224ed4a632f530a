# SPDX-License-Identifier: MIT
# tvp workload py_items
#   brief: Python: single items of a list, read by their place
#   op: one item read
#   version: 1
#   needs: needs_tmp needs_data asks_for_data
#   sharing: inherit copy load seed server
#   doc: Under server the list is a Manager's, and each op a question to its process. Verified: every item.
from tvp_lane.work import Base
from workloads.py_list import answer, load, make, save  # noqa: F401: the same data


class Work(Base):
    def setup(self):
        self.wrong = 0

    def run(self, ops):
        items, count = self.data, self.expected[0]
        for k in range(self.done, self.done + ops):
            place = k * 7919 % count
            self.wrong += items[place] != (1 << 20) + place
        self.done += ops

    def verify(self):
        if self.wrong:
            raise ValueError("py_items: %d wrong items" % self.wrong)

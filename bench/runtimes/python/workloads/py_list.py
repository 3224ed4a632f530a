# SPDX-License-Identifier: MIT
# tvp workload py_list
#   brief: Python: a large list of objects, read
#   op: one pass over the list, which adds it up
#   version: 1
#   needs: needs_tmp needs_data asks_for_data
#   sharing: inherit copy load seed server
#   doc: Whole numbers, each an object of its own: who reads one writes its reference count. Under server the list lies in a
#     Manager's process, and a pass asks for `asks` of its items. Verified: the sum.
#   param: asks count 50 1 1000000 items that a pass over a Manager's list asks for
from tvp_lane.work import Base

ITEM_BYTES = 40  # a number beyond the small ones: 32 bytes as malloc gives them, and 8 in the list


def make(size, seed):
    first = 1 << 20
    return list(range(first, first + size // ITEM_BYTES))


def answer(numbers):
    # By the formula, and not by a pass: the parent must not touch what its workers are to touch.
    return len(numbers), (1 << 20) * len(numbers) + len(numbers) * (len(numbers) - 1) // 2


def save(numbers, path):
    import pickle

    with open(path, "wb") as file:
        pickle.dump(numbers, file, pickle.HIGHEST_PROTOCOL)


def load(path):
    import pickle

    with open(path, "rb") as file:
        return pickle.load(file)


class Work(Base):
    def setup(self):
        self.wrong = 0
        self.asked = self.the["sharing"] == "server"

    def run(self, ops):
        count, total = self.expected
        for _ in range(ops):
            if self.asked:
                for k in range(self.params["asks"]):
                    place = k * 7919 % count
                    self.wrong += self.data[place] != (1 << 20) + place
            else:
                self.wrong += sum(self.data) != total
        self.done += ops

    def verify(self):
        if self.wrong or len(self.data) != self.expected[0]:
            raise ValueError("py_list: %d wrong sums or items" % self.wrong)

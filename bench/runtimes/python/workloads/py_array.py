# SPDX-License-Identifier: MIT
# tvp workload py_array
#   brief: Python: a large array, read
#   op: one pass over the array's bytes, which computes their CRC-32
#   version: 1
#   needs: needs_tmp needs_data
#   sharing: inherit copy shm load seed
#   doc: One object, whatever its size; zlib.crc32 gives the interpreter's lock up. Verified: the checksum.
import random
import zlib

from tvp_lane.work import Base


def make(size, seed):
    return bytearray(random.Random(seed).getrandbits(8 << 20).to_bytes(1 << 20, "little") * (size >> 20 or 1))[:size]


def answer(array):
    return len(array), zlib.crc32(array)


def raw(array):
    return array


def view(shared):
    return shared


def save(array, path):
    with open(path, "wb") as file:
        file.write(array)


def load(path):
    with open(path, "rb") as file:
        return bytearray(file.read())


class Work(Base):
    def setup(self):
        self.wrong = 0

    def run(self, ops):
        for _ in range(ops):
            self.wrong += zlib.crc32(self.data) != self.expected[1]
        self.done += ops

    def verify(self):
        if self.wrong or len(self.data) != self.expected[0]:
            raise ValueError("py_array: %d wrong checksums" % self.wrong)

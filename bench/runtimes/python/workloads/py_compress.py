# SPDX-License-Identifier: MIT
# tvp workload py_compress
#   brief: Python: CPU-bound in a library that gives the lock up: zlib
#   op: `size` bytes compressed at level 6
#   version: 1
#   needs: needs_tmp
#   param: size size 64K 1 16777216 bytes compressed by an op
#   doc: Verified: the last result decompresses to what was put in, and all results were as long.
import zlib

from tvp_lane.work import Base


class Work(Base):
    def setup(self):
        text = b"".join(b"line %d of a text that repeats itself somewhat\n" % (i * i % 977) for i in range(2048))
        self.text = (text * (self.params["size"] // len(text) + 1))[: self.params["size"]]
        self.length, self.last, self.wrong = len(zlib.compress(self.text, 6)), b"", 0

    def run(self, ops):
        for _ in range(ops):
            self.last = zlib.compress(self.text, 6)
            self.wrong += len(self.last) != self.length
        self.done += ops

    def verify(self):
        if self.wrong or zlib.decompress(self.last) != self.text:
            raise ValueError("py_compress: a wrong result")

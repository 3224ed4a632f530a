# SPDX-License-Identifier: MIT
# tvp workload py_hash
#   brief: Python: CPU-bound in a library that gives the lock up: hashlib
#   op: SHA-256 of `size` bytes
#   version: 1
#   needs: needs_tmp
#   param: size size 16K 1 16777216 bytes hashed by an op
#   doc: hashlib gives the interpreter's lock up for more than 2047 bytes. Verified: each digest, against one by the whole.
import hashlib

from tvp_lane.work import Base


class Work(Base):
    def setup(self):
        self.block = bytes(i * 131 & 255 for i in range(256)) * (self.params["size"] // 256 + 1)
        self.block = self.block[: self.params["size"]]
        whole = hashlib.sha256()
        whole.update(self.block)
        self.right, self.wrong = whole.digest(), 0

    def run(self, ops):
        for _ in range(ops):
            self.wrong += hashlib.sha256(self.block).digest() != self.right
        self.done += ops

    def verify(self):
        if self.wrong:
            raise ValueError("py_hash: %d wrong digests" % self.wrong)

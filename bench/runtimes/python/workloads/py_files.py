# SPDX-License-Identifier: MIT
# tvp workload py_files
#   brief: Python: I/O-bound: a small file written through to the disk, read, removed
#   op: a file of `size` bytes created, written, synced, read back and removed
#   version: 1
#   needs: needs_tmp
#   param: size size 4K 1 16777216 bytes of a file
#   doc: Files lie in the run folder's private folder. Verified: what was read is what was written.
import os

from tvp_lane.work import Base


class Work(Base):
    def setup(self):
        self.path = os.path.join(self.the["tmp"], "files-%d" % self.index)
        self.text = bytes((self.index + i) & 255 for i in range(256)) * (self.params["size"] // 256 + 1)
        self.text, self.wrong = self.text[: self.params["size"]], 0

    def run(self, ops):
        for _ in range(ops):
            handle = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
            os.write(handle, self.text)
            os.fdatasync(handle)
            self.wrong += os.pread(handle, len(self.text) + 1, 0) != self.text
            os.close(handle)
            os.unlink(self.path)
        self.done += ops

    def verify(self):
        if self.wrong:
            raise ValueError("py_files: %d files were not what was written" % self.wrong)

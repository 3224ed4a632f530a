# SPDX-License-Identifier: MIT
# What an interpreter is, in one record, for who wants scenarios played by it. Any Python can read this.
import json
import os
import platform
import sys

handle = int(sys.argv[sys.argv.index("--out-fd") + 1]) if "--out-fd" in sys.argv else 1
about = {"done": True, "implementation": platform.python_implementation(), "version": platform.python_version(),
         "build": " ".join(platform.python_build())}
if sys.version_info < (3, 8):
    about["why"] = "Python %d.%d: the lane needs 3.8 or later" % sys.version_info[:2]
os.write(handle, (json.dumps(about) + "\n").encode())

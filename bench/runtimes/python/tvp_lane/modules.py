# SPDX-License-Identifier: MIT
"""What a program imports at its top level: the factor `modules` of the models that start interpreters."""
FEW = "json re decimal logging argparse".split()
MANY = FEW + (
    "asyncio email.message http.client xml.dom.minidom unittest sqlite3 ctypes urllib.request html.parser tarfile zipfile "
    "difflib csv configparser statistics fractions ipaddress uuid pydoc doctest pdb cProfile concurrent.futures "
    "multiprocessing.managers multiprocessing.pool xmlrpc.client smtplib ftplib imaplib curses"
).split()
LISTS = [(), FEW, MANY]


def import_asked():
    from tvp_lane.place import plan

    for name in LISTS[plan()["model_params"].get("modules", 0)]:
        __import__(name)

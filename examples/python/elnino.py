"""elnino.py — by how much the Pacific off Peru was too warm, in one pass over two files: `elnino.py examples/data [LIMIT]`.

The expression is compiled once for its arrays' types; what it needs in between is in no array.
"""
import calendar
import pathlib
import sys

import numpy as np

import hologram as h

data = pathlib.Path(sys.argv[1])
limit = float(sys.argv[2]) if len(sys.argv) > 2 else 2.0
temperatures, usual = np.load(data / "elnino_sst.npy"), np.load(data / "elnino_usual.npy")

anomaly, months, at = h.eval(
    """a = sst - usual                    # °C, of each month
       months = sum(i64(a > limit))
       at = argmax(a)""",
    want=("a", "months", "at"), sst=temperatures, usual=usual, limit=limit)

year, month = divmod(at, 12)
print(f"{months} of {anomaly.size} months were more than {limit} °C too warm, "
      f"most of all {calendar.month_name[month + 1]} {1950 + year}: {anomaly[year, month]:+.2f} °C")

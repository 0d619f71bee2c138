"""Log records that no input can break into two."""

import logging
import re

CONTROL = re.compile(r"[\x00-\x1f\x7f\x85\u2028\u2029]")


class OneLineFormatter(logging.Formatter):
    """Write each record, its traceback included, on one line; control characters are escaped."""

    def format(self, record):
        return CONTROL.sub(lambda found: repr(found[0])[1:-1], super().format(record))

# SPDX-FileCopyrightText: The Twobus authors
# SPDX-License-Identifier: MIT OR Apache-2.0
"""The table of what was seen in which host."""

HEAD = "| host | format | what | measured |\n|---|---|---|---|\n"


def append_to(path, rows):
    """Adds rows; the first ones get a head."""
    table = path.read_text() if path.exists() else HEAD
    path.write_text(table + "".join(rows))

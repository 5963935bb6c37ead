"""Numbers of colours become exactly those colours."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtGui import QImage

from workbench.gui.lanes.indexed_image import indexed_image


@pytest.mark.parametrize(("first", "kind"), [(0xFF102030, "Format_RGB32"), (0, "Format_ARGB32_Premultiplied")])
def test_each_pixel_has_the_colour_of_its_number_whatever_the_width(qapp, first, kind):
    table = [first, *(0xFF000000 | 0x010203 * number for number in range(1, 80))]
    numbers = np.random.default_rng(1).integers(0, 80, (7, 5), dtype=np.uint8)[::-1]
    image = indexed_image(numbers, table)
    assert image.format() == QImage.Format[kind]
    found = [[image.pixel(x, y) for x in range(5)] for y in range(7)]
    numbers[:] = 0
    assert found == [[image.pixel(x, y) for x in range(5)] for y in range(7)], "it keeps no part of the array"
    numbers = np.random.default_rng(1).integers(0, 80, (7, 5), dtype=np.uint8)[::-1]
    np.testing.assert_array_equal(found, np.array(table, np.uint32)[numbers])

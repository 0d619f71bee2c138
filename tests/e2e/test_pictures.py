"""The command that makes the pictures of README and manual makes one."""

from PIL import Image

from docs import pictures


def test_a_picture_is_taken_in_the_inks_of_the_gazette(chromium, demonstration, tmp_path):
    taken = pictures.PICTURES["order"]
    path = pictures.keep("order", taken.take(chromium, demonstration), taken.stored, tmp_path)
    with Image.open(path) as picture:
        assert picture.size == (1200, 750) and picture.mode == "P"
        assert (179, 18, 29) in {
            colour for _, colour in picture.convert("RGB").getcolors(1 << 16)
        }  # 逾期, in red
    assert path.stat().st_size < 100_000

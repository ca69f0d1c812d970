"""A code for the camera of a telephone, as a picture that scales."""

import qrcode


def squares(words: str) -> tuple[int, str]:
    """How many squares a side has, with the quiet zone the standard asks for, and the dark ones as an SVG path."""
    code = qrcode.QRCode(error_correction=qrcode.ERROR_CORRECT_M, border=4)
    code.add_data(words.encode())
    rows = code.get_matrix()
    return len(rows), "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark)


def qr_svg(words: str) -> str:
    """Black on white."""
    size, dark = squares(words)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><rect width="{size}" height="{size}" '
        f'fill="#fff"/><path d="{dark}" fill="#000"/></svg>'
    )

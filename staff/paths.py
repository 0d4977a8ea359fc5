"""Where a form may send the browser back to: only to addresses of ours."""


def local_path(path: str) -> str:
    """The path if it is one of ours, without what stands behind it; otherwise Today."""
    is_ours = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path.partition("?")[0].partition("#")[0] if is_ours else "/"

"""What the library does otherwise than the text says, so that the search can go on beyond it.

Each entry is a mistake of the library that was told and is not mended yet: a patch that makes the oracle err likewise,
or (None) a word to the generator to leave something out. When the library is mended, its entry here must go: until
then the test fails. `run.py --mended NAME` goes without one, `--strict` without any.
"""


QUIRKS = {}


def switch_on(names):
    """Let the oracle err as the library does; what must not be generated."""
    for name in names:
        if QUIRKS[name]:
            patches = QUIRKS[name]()
            for module, attribute, patched in patches if isinstance(patches[0], tuple) else [patches]:
                setattr(module, attribute, patched)
    return {name for name in names if QUIRKS[name] is None}

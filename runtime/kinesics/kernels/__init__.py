"""What a tick does with many short vectors: laws of other packages in C, without numpy's calls.

A law that is here is nowhere else in the product; tests hold it equal to numpy's. The C is compiled
to WebAssembly (`build.py`), the same bytes and results on every machine; `Room` runs it.
"""

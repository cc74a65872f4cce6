"""How fast the application answers, how much it sends, how many readers it holds.

``python -m bench`` starts the application as its users start it and, in the same run and on the same
computer, its *floor*: the same page with the map taken out. Streamlit's own round trip, the browser
and the machine weigh on both alike, so the ratio of the two says what the map costs, whatever the
machine. Targets are set on that ratio wherever a floor exists, on the figure itself elsewhere.

Figures
-------
click
    From the click on a sector's box to the first frame in which the map (its ``data-drawn`` token) and
    the table (its number of rows) have both changed, measured inside the browser; the floor has the
    table only. Real and floor alternate. Also: how often the map's frame was loaded again meanwhile
    (a blank map), and how many times the script ran for one click.
bytes
    What such a click brings over the wire: WebSocket frames and HTTP responses, table included.
    ``--verbose`` says which element weighs what.
start
    From the launch of the server's process to the first map drawn in a browser that has nothing in its
    cache; for the floor, to the first table.
warm
    The same page loaded again in the same browser, from the navigation's start.
memory
    What one more open session adds to the server's resident memory, with 20 sessions.
capacity
    200 sessions in one process over the real WebSocket protocol, each changing a sector every 5 s:
    from the request sent to its script finished, and the memory of a session. The sessions are played
    by a process of its own, whose share of the processor is printed: the figures hold as long as it
    stays well under one core. ``--soak 600`` plays for ten minutes and prints each minute's memory.

Adding a bench
--------------
A module in ``bench/benches`` with a function under :func:`bench.registry.bench` is found by its
presence. It gets a :class:`bench.registry.Settings` and returns figures; the servers, the browser and
the load are in :mod:`bench.server`, :mod:`bench.browser` and :mod:`bench.load`. Everything is bounded
in count and in time, talks to this computer only, and ends the processes that it started.
"""

-- A delivery's attempts join the trace of the write that made their event.
alter table events add column trace_context text; -- W3C traceparent of the write; null = not traced, or an older event

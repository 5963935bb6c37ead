"""The window: document, lanes, panels, actions. Paints and listens; never computes, reads a file or waits."""

//! OS Visualizer: an operating system you can watch.

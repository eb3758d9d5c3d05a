// Loaded into every process of the tests (--import): ends a process that has no work left. Node 20 itself may not: its
// Environment::CleanupHandles waits for a request of a socket that was destroyed, in a loop that takes all of a core.
// A process with an open handle still does not end, so that a leak shows.
process.on('beforeExit', () => process.exit());

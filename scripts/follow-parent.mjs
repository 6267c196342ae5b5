/** Loaded into a program that an older Node started: when that one is gone, however it went, the program stops too. */
process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
process.channel?.unref();

// Loaded into the node before its own modules, which may keep `Date.now`: its system clock can be set back from outside.
const { now } = Date;
globalThis.millisecondsBack = 0;
Date.now = () => now() - globalThis.millisecondsBack;

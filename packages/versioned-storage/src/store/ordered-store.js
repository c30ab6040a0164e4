/** The tables of a store, by name. A store opens all of them; what their rows mean is the engine's matter (README, "Layout"). */
export const storeTables = ['metadata', 'changes', 'latest', 'landmarks', 'blocks', 'order', 'heights', 'transactions'];
/** Tables whose rows take up to megabytes. All others have rows of at most a few kilobytes: a database may lay them out differently. */
export const tablesOfLargeRows = ['changes', 'blocks'];
/** The longest key that the engine makes: a record's key of 1,024 bytes, its domain, and numbers around them. */
export const MAX_STORE_KEY_SIZE = 1100;

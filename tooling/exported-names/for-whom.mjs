/** Names that no package, app, example or README uses, by the door that exports them, each with whom it is for. */
export const forWhom = {};

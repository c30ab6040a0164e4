/**
 * Judges exported names by their users.
 * @param names a map from `specifier name` to `{ name, folder, signature, users }`: the package, the names in its signature, its users
 * @param lines a map from `specifier name` to the line that says for whom a name without a user is
 * @returns as `judgeExports`
 */
export function judgeNames(names, lines) {
  const reasons = reasonsOf(names, lines);
  return {
    unused: [...names.keys()].filter((key) => !reasons.has(key)),
    needless: [...lines.keys()].filter((key) => {
      const others = new Map(lines);
      others.delete(key);
      return !names.has(key) || reasonsOf(names, others).has(key);
    }),
    list: [...reasons].map(([key, reason]) => `${key}: ${reason}`),
  };
}

/** The reason of each name that has one: its users, its line, or that it is in the signature of a name with a reason. */
function reasonsOf(names, lines) {
  const reasons = new Map();
  for (const [key, { users }] of names) {
    if (users.size > 0) reasons.set(key, [...users].join(', '));
    else if (lines.has(key)) reasons.set(key, `for ${lines.get(key)}`);
  }
  // The loop also reaches the names that it adds.
  for (const key of reasons.keys()) {
    const { name, folder, signature } = names.get(key);
    for (const [other, facts] of names) {
      if (facts.folder === folder && signature.has(facts.name) && !reasons.has(other)) {
        reasons.set(other, `signature of ${name}`);
      }
    }
  }
  return reasons;
}

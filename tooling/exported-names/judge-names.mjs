/**
 * Judges the exported names of one package.
 * @param doors a map from each specifier to the names behind it; a name is `{ users: string[], signature: Set<string> }`
 * @param forWhom a map from `specifier name` to the text that says for whom a name without user is
 * @returns `unused`: names without a user, without a text, and in no signature of a name that has one; `needless`: texts of names that are
 * not exported or would be used without the text; `why`: the reason of each name, for the list
 */
export function judgeNames(doors, forWhom) {
  const keys = new Map();
  for (const [specifier, names] of doors) {
    for (const [name, facts] of names) keys.set(`${specifier} ${name}`, { name, specifier, ...facts });
  }
  const reached = (texts) => {
    const why = new Map();
    for (const [key, { users }] of keys) {
      if (users.length > 0) why.set(key, users.join(', '));
      else if (texts.has(key)) why.set(key, `for ${texts.get(key)}`);
    }
    // A name that is in the signature of a name with a reason has that one for its reason, in whatever door it is.
    for (const from of why.keys()) {
      const { name, signature } = keys.get(from);
      for (const [key, inner] of keys) {
        if (signature.has(inner.name) && !why.has(key)) why.set(key, `signature of ${name}`);
      }
    }
    return why;
  };
  const why = reached(forWhom);
  const needless = [...forWhom.keys()].filter((key) => {
    const others = new Map(forWhom);
    others.delete(key);
    return !keys.has(key) || reached(others).has(key);
  });
  return { unused: [...keys.keys()].filter((key) => !why.has(key)), needless, why };
}

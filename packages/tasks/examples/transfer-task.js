/** Moves an amount from one counter to another. What it may touch was declared with the task. */
export function runTask(input, scope) {
  const { from, to, amount } = JSON.parse(new TextDecoder().decode(input));
  scope.add(from, -BigInt(amount));
  scope.add(to, BigInt(amount));
}

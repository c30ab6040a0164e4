/** The items, as long as what they are read from is open: an iteration that is still under way ends with the error of `assertOpen`. */
export async function* whileOpen<T>(items: AsyncIterable<T>, assertOpen: () => void): AsyncGenerator<T> {
  assertOpen();
  for await (const item of items) {
    yield item;
    assertOpen();
  }
}

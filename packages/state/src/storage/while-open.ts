/** The items of an iteration, which fails with the error of `assertOpen` once its source is closed. */
export async function* whileOpen<T>(items: AsyncIterable<T>, assertOpen: () => void): AsyncGenerator<T> {
  assertOpen();
  for await (const item of items) {
    yield item;
    assertOpen();
  }
}

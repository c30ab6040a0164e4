export interface AnswerListener<T> {
  answered(result: T): void;
  failed(error: Error): void;
}

/**
 * Asks one question at a time. Of the questions that come while an answer is awaited only the newest one is asked, so that blocks may come faster
 * than a distant node answers.
 */
export class NewestQuestion<T> {
  readonly #listener: AnswerListener<T>;
  #next: (() => Promise<T>) | undefined;
  #isAsking = false;
  #isOver = false;

  constructor(listener: AnswerListener<T>) {
    this.#listener = listener;
  }

  ask(question: () => Promise<T>): void {
    this.#next = question;
    if (!this.#isAsking) void this.#askAll();
  }

  /** Nothing is asked or reported any more. */
  end(): void {
    this.#isOver = true;
    this.#next = undefined;
  }

  async #askAll(): Promise<void> {
    this.#isAsking = true;
    for (let question = this.#take(); question !== undefined; question = this.#take()) {
      try {
        const result = await question();
        if (!this.#isOver) this.#listener.answered(result);
      } catch (error) {
        if (!this.#isOver) this.#listener.failed(error instanceof Error ? error : new Error(String(error)));
      }
    }
    this.#isAsking = false;
  }

  #take(): (() => Promise<T>) | undefined {
    const question = this.#next;
    this.#next = undefined;
    return question;
  }
}

/**
 * The signal SIGUSR2, which switches something while there is something to switch, and is ignored otherwise: without a listener it would end
 * the process.
 */
export class ToggleSignal {
  #action: () => void = () => undefined;

  constructor() {
    process.on('SIGUSR2', () => this.#action());
  }

  /** Calls `action` at each signal, in place of the action before. */
  set(action: () => void): void {
    this.#action = action;
  }

  /** Ignores the signal from now on. */
  clear(): void {
    this.#action = () => undefined;
  }
}

/**
 * Sliding windows: in any stretch of `millis` a key is allowed at most `limit` times. What is counted is the instant of
 * each call, so there is no boundary at which a burst could pass twice.
 */
export class Windows {
  readonly #calls = new Map<string, Array<number>>()

  /** Whether one more call fits. Forgets what is older than the window. */
  fits(key: string, now: number, limit: number, millis: number): boolean {
    const calls = (this.#calls.get(key) ?? []).filter((at) => at > now - millis)
    this.#calls.set(key, calls)
    return calls.length < limit
  }

  clear(): void {
    this.#calls.clear()
  }

  count(key: string, at: number): void {
    const calls = this.#calls.get(key)
    if (calls === undefined) this.#calls.set(key, [at])
    else calls.push(at)
  }
}

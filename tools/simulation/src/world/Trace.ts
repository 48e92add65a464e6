import type { VirtualTime } from "./VirtualTime.ts"

export interface TraceLine {
  /** Virtual epoch milliseconds. */
  readonly at: number
  /** Which process, or "person", "operator", "tiktok", "checker". */
  readonly who: string
  readonly what: string
  /** What was made to go wrong at this step. */
  readonly fault: string | null
}

/** Everything that happened in one history, in order. */
export class Trace {
  readonly lines: Array<TraceLine> = []
  readonly #time: VirtualTime
  readonly #start: number

  constructor(time: VirtualTime) {
    this.#time = time
    this.#start = time.now
  }

  note(who: string, what: string, fault: string | null = null): void {
    this.lines.push({ at: this.#time.now, who, what, fault })
  }

  /** Whether anything was made to go wrong between two moments, both included. */
  faultBetween(from: number, to: number): boolean {
    return this.lines.some(({ at, fault }) => fault !== null && at >= from && at <= to)
  }

  format(last = this.lines.length): string {
    return this.lines.slice(-last).map(({ at, fault, what, who }) => {
      const seconds = ((at - this.#start) / 1_000).toFixed(3).padStart(11)
      return `${seconds}  ${who.padEnd(9)} ${what}${fault === null ? "" : `   << ${fault}`}`
    }).join("\n")
  }
}

import type { SeededRandom } from "./SeededRandom.ts"

/**
 * What goes wrong in one history, as probabilities per step. Each seed switches some of these on and leaves the others
 * off: a world in which everything fails at once hides the faults that need one thing failing alone.
 */
export interface FaultProfile {
  /** A worker is killed at a step: before it, or after its effect and before its answer. */
  readonly crash: number
  /** The database refuses a statement that had no effect. */
  readonly sqlRefused: number
  /** A statement takes effect and its answer is lost. */
  readonly sqlAnswerLost: number
  /** A statement takes seconds. */
  readonly sqlSlow: number
  /** A call between processes does not arrive, or its answer does not. */
  readonly messageLost: number
  readonly messageTwice: number
  /** A call to TikTok does not arrive, or its answer does not; its own events are lost more often. */
  readonly wireLost: number
  /** TikTok itself fails in one of its many ways. */
  readonly tiktok: number
  /** The disk is full, for one call. */
  readonly diskFull: number
  /** The script writer's or the voice's provider is away, for one call. */
  readonly providerAway: number
  /** Notifications about commits are lost. */
  readonly hintLost: number
  /** A person sends a command once more under the same id. */
  readonly repeated: number
  /** How often an operator does something, per minute: kill, stop, pause, double ownership, outage. */
  readonly operatorPerMinute: number
  /** How far wall clocks may be apart, in milliseconds. */
  readonly skewMillis: number
  /** Wall clocks jump by up to this much. */
  readonly jumpMillis: number
}

export const calm: FaultProfile = {
  crash: 0,
  sqlRefused: 0,
  sqlAnswerLost: 0,
  sqlSlow: 0,
  messageLost: 0,
  messageTwice: 0,
  wireLost: 0,
  tiktok: 0,
  diskFull: 0,
  providerAway: 0,
  hintLost: 0,
  repeated: 0,
  operatorPerMinute: 0,
  skewMillis: 0,
  jumpMillis: 0
}

export const faultProfileOf = (chance: SeededRandom): FaultProfile => {
  const some = (...strengths: readonly [number, ...ReadonlyArray<number>]) =>
    chance.hit(0.5) ? 0 : chance.pick(strengths)
  return {
    crash: some(0.002, 0.005, 0.015),
    sqlRefused: some(0.005, 0.03),
    sqlAnswerLost: some(0.005, 0.03),
    sqlSlow: some(0.005, 0.02),
    messageLost: some(0.01, 0.05),
    messageTwice: some(0.02, 0.1),
    wireLost: some(0.02, 0.1),
    tiktok: some(0.03, 0.12, 0.3),
    diskFull: some(0.01, 0.05),
    providerAway: some(0.05, 0.2),
    hintLost: some(0.1, 1),
    repeated: some(0.2, 0.6),
    operatorPerMinute: some(2, 6, 15),
    skewMillis: some(100, 300),
    jumpMillis: chance.hit(0.85) ? 0 : chance.pick([5_000, 60_000, 600_000])
  }
}

import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { HintSubject } from "@callsheet/domain/api/calls/hints"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useReducer, useRef } from "preact/hooks"
import { ask, keepPlan, onEvent, onHint, state, tell } from "./Live.ts"
import { Refusal, refused } from "./Wire.ts"

type Ask = typeof ask
type Name = Parameters<Ask>[0]
type Payload<N extends Name> = Parameters<typeof ask<N>>[1]
type Answer<N extends Name> = Awaited<ReturnType<typeof ask<N>>>

/** An idempotency key, also where the page is not served over TLS and `randomUUID` is missing. */
export const newKey = (): string =>
  [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("")

export interface RequestState<A> {
  readonly data: A | undefined
  readonly error: Refusal | null
  /** True while the first answer is awaited. */
  readonly loading: boolean
  readonly again: () => void
}

interface Options {
  /** Asks again when the event concerns the answer; a burst is one question. */
  readonly on?: (item: FeedItem) => boolean
  /** Asks again when something changed that leaves no event. */
  readonly hint?: HintSubject
  /** Asks again when it changes, such as a plan's version. */
  readonly fresh?: unknown
  /** Asks again this long after the last answer: for what ends with time alone, such as the address of a video. */
  readonly renew?: number | undefined
  /** Nothing is asked while it is true. */
  readonly skip?: boolean
}

const BURST_MILLIS = 300

const refusalFrom = (error: unknown): Refusal =>
  error instanceof Refusal ? error : refused("PanelFault", { message: String(error), remedy: "Reload the page." })

/**
 * Asks while the component is shown, and again with each new connection. The last answer stays until the next one is
 * there, so nothing flickers; an answer that was overtaken by a later question is dropped.
 */
export const useAsked = <N extends Name>(
  name: N,
  payload: Payload<N>,
  options: Options = {}
): RequestState<Answer<N>> => {
  const [, draw] = useReducer<number, void>((n) => n + 1, 0)
  const held = useRef<{ key: string; turn: number; data: Answer<N> | undefined; error: Refusal | null }>({
    key: "",
    turn: 0,
    data: undefined,
    error: null
  })
  const key = JSON.stringify([name, payload])
  if (held.current.key !== key) held.current = { key, turn: held.current.turn, data: undefined, error: null }
  const run = () => {
    if (options.skip === true || state.feed !== "live") return
    const turn = ++held.current.turn
    ask(name, payload).then((data) => ({ data, error: null }), (error: unknown) => ({
      data: held.current.data,
      error: refusalFrom(error)
    })).then((next) => {
      if (held.current.turn !== turn || held.current.key !== key) return
      held.current = { key, turn, ...next }
      draw()
    })
  }
  const latest = useRef(run)
  latest.current = run
  const live = state.feed === "live"
  useEffect(() => latest.current(), [key, options.fresh, options.skip, state.connections, live])
  useEffect(() => {
    if (options.renew === undefined) return
    const timer = setTimeout(() => latest.current(), options.renew)
    return () => clearTimeout(timer)
  }, [options.renew, held.current.turn])
  const concerns = useRef(options.on)
  concerns.current = options.on
  useEffect(() => {
    let due: ReturnType<typeof setTimeout> | null = null
    const soon = () => {
      due ??= setTimeout(() => {
        due = null
        latest.current()
      }, BURST_MILLIS)
    }
    const stops = [
      onEvent((item) => {
        if (concerns.current?.(item) === true) soon()
      }),
      onHint((subject) => {
        if (subject === options.hint) soon()
      })
    ]
    return () => {
      for (const stop of stops) stop()
      if (due !== null) clearTimeout(due)
    }
  }, [options.hint])
  const { data, error } = held.current
  return { data, error, loading: data === undefined && error === null, again: () => latest.current() }
}

/**
 * Shows at once what a safe change will make of a plan. A refusal puts back what was there, unless the feed has told
 * something newer meanwhile.
 */
export const optimistic = async (
  plan: PlanView,
  shown: Partial<PlanView>,
  send: () => Promise<PlanView>
): Promise<PlanView> => {
  const guess: PlanView = { ...plan, ...shown }
  state.plans.set(plan.id, guess)
  tell()
  try {
    const answer = await send()
    keepPlan(answer)
    return answer
  } catch (error) {
    if (state.plans.get(plan.id) === guess) state.plans.set(plan.id, plan)
    tell()
    throw refusalFrom(error)
  }
}

export { refusalFrom }

import type { FeedItem } from "@callsheet/domain/api/calls/events"
import type { MediaView } from "@callsheet/domain/api/calls/media"
import type { MediaKind } from "@callsheet/domain/library/LibraryMedia"
import type { PlanView } from "@callsheet/domain/plan/PlanView"
import { useEffect, useReducer, useRef } from "preact/hooks"
import { ask, onEvent, state } from "./Live.ts"
import { isEnded } from "./Plans.ts"
import { refusalFrom } from "./Requests.ts"
import type { Refusal } from "./Wire.ts"

export const mediaKinds = ["image", "clip", "audio", "font", "logo"] as const satisfies ReadonlyArray<MediaKind>

export const kindIn = (text: string | null): MediaKind | null => mediaKinds.find((kind) => kind === text) ?? null

export interface LibraryFilter {
  readonly kind: MediaKind | null
  readonly tag: string
  readonly text: string
  readonly unused: boolean
}

export interface Files {
  /** How many files of each kind the filters find, the kind aside; absent before the first answer. */
  readonly counts: ReadonlyMap<MediaKind, number> | undefined
  readonly media: ReadonlyArray<MediaView> | undefined
  readonly more: boolean
  readonly error: Refusal | null
  readonly readMore: () => void
  readonly again: () => void
}

const PAGE = 48
/** The server reads no more at once; what is beyond it stays as it was read. */
const MOST_AT_ONCE = 480
const BURST_MILLIS = 300
/** The addresses of pictures end after 15 minutes. */
const RENEW_MILLIS = 10 * 60_000

/** Events after which the list may be another: of files, of the kit, and of plans that take files or give them back. */
const concerns = ({ event, subject }: FeedItem): boolean =>
  subject === "library" || subject === "brand" || event === "VideoRendered" || event === "PlanEdited"

/** The files a filter finds, a page at a time, followed live; addresses of pictures are renewed with every look. */
export const useFiles = (filter: LibraryFilter): Files => {
  const [, draw] = useReducer<number, void>((n) => n + 1, 0)
  const key = JSON.stringify(filter)
  const held = useRef({
    key: "",
    turn: 0,
    media: undefined as Files["media"],
    next: null as string | null,
    counts: undefined as Files["counts"],
    error: null as Refusal | null
  })
  if (held.current.key !== key) {
    held.current = {
      key,
      turn: held.current.turn + 1,
      media: undefined,
      next: null,
      counts: held.current.counts,
      error: null
    }
  }
  const read = (options: { readonly limit: number; readonly after?: string }) => {
    if (state.feed !== "live") return
    const turn = ++held.current.turn
    const text = filter.text.trim().replaceAll(/\s+/gu, " ").slice(0, 200)
    ask("media.list", {
      limit: options.limit,
      ...(options.after === undefined ? {} : { after: options.after }),
      ...(filter.kind === null ? {} : { kind: filter.kind }),
      ...(filter.tag === "" ? {} : { tag: filter.tag }),
      ...(filter.unused ? { unused: true } : {}),
      ...(text === "" ? {} : { text })
    }).then(({ counts, media, next }) => {
      if (held.current.turn !== turn) return
      const before = options.after === undefined ? [] : held.current.media ?? []
      held.current = {
        key,
        turn,
        media: [...before, ...media],
        next,
        counts: counts === undefined
          ? held.current.counts
          : new Map(counts.map(({ files, kind }) => [kind, files])),
        error: null
      }
      draw()
    }, (error: unknown) => {
      if (held.current.turn !== turn) return
      held.current = { ...held.current, error: refusalFrom(error) }
      draw()
    })
  }
  const again = () => read({ limit: Math.max(PAGE, Math.min(MOST_AT_ONCE, held.current.media?.length ?? 0)) })
  const latest = useRef(again)
  latest.current = again
  useEffect(() => latest.current(), [key, state.connections, state.feed])
  useEffect(() => {
    let due: ReturnType<typeof setTimeout> | null = null
    const look = () => {
      due = null
      if ((held.current.media?.length ?? 0) <= MOST_AT_ONCE) latest.current()
    }
    const stop = onEvent((item) => {
      if (due === null && concerns(item)) due = setTimeout(look, BURST_MILLIS)
    })
    const timer = setInterval(look, RENEW_MILLIS)
    return () => {
      stop()
      clearInterval(timer)
      if (due !== null) clearTimeout(due)
    }
  }, [])
  const { counts, error, media, next } = held.current
  return {
    counts,
    media,
    more: next !== null,
    error,
    readMore: () => next === null ? undefined : read({ limit: PAGE, after: next }),
    again: () => latest.current()
  }
}

export interface Uses {
  readonly plans: ReadonlyArray<PlanView>
  /** Plans this page does not know. */
  readonly others: ReadonlyArray<string>
  readonly brand: boolean
  /** What keeps the file from being deleted. */
  readonly needed: boolean
}

/** What uses a file. Plans that have ended need it no more: what they showed is in their video. */
export const usesOf = ({ usedBy }: MediaView): Uses => {
  const plans = usedBy.flatMap((id) => state.plans.get(id) ?? [])
  const others = usedBy.filter((id) => id !== "brand" && !state.plans.has(id))
  const brand = usedBy.includes("brand")
  return { plans, others, brand, needed: brand || others.length > 0 || plans.some((plan) => !isEnded(plan)) }
}

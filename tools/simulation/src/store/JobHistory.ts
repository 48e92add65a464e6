import { MOST_HISTORY } from "@callsheet/database/jobs/JobQueue"

/** One line of a job's history, as the queue's statements write it. */
export const entry = (now: number, event: string, by: string, failure: unknown) => ({
  at: new Date(now).toISOString(),
  event,
  by,
  failure
})

type Entry = ReturnType<typeof entry>

const saysTheSame = (a: unknown, b: Entry): boolean => {
  const { event, failure } = a as Entry
  const words = (told: unknown) => JSON.stringify(told, ["tag", "message"])
  return event === b.event && failure !== null && b.failure !== null && words(failure) === words(b.failure)
}

/** The history with one more entry, as the queue's statements keep it: nothing is said twice in a row, and the oldest go. */
export const withEntry = (history: ReadonlyArray<unknown>, added: Entry): Array<unknown> => {
  const last = history.at(-1)
  if (last !== undefined && saysTheSame(last, added)) return [...history]
  return [...history, added].slice(-MOST_HISTORY)
}

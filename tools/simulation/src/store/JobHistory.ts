/** One line of a job's history, as the queue's statements write it. */
export const entry = (now: number, event: string, by: string, failure: unknown) => ({
  at: new Date(now).toISOString(),
  event,
  by,
  failure
})

import { CLIENT_SECRET } from "../world/Settings.ts"
import type { Evidence } from "./Promises.ts"

/** A refresh token is sent once; twice only where something went wrong while the first answer was on its way or stored. */
export const tokensLive = ({ world }: Evidence, breach: (what: string) => void): void => {
  const sent = new Map<string, number>()
  for (const entry of world.sandbox.books.of("request")) {
    if (entry.endpoint !== "token" || entry.token === null) continue
    const earlier = sent.get(entry.token)
    if (earlier !== undefined && !world.trace.faultBetween(earlier - 12_000, entry.at)) {
      breach(`refresh token ${entry.token} was sent again though nothing had gone wrong`)
    }
    sent.set(entry.token, entry.at)
  }
}

const secrets = [/act\.[0-9a-f]{48}/, /rft\.[0-9a-f]{48}/, /upload_token=/, new RegExp(CLIENT_SECRET)]

/** Nothing stored in the clear opens anything. */
export const secretsStaySecret = ({ world }: Evidence, breach: (what: string) => void): void => {
  const look = (where: string, text: string | null) => {
    for (const secret of secrets) {
      if (text !== null && secret.test(text)) breach(`${where} holds a secret (${secret.source})`)
    }
  }
  for (const event of world.tables.events) {
    look(`event ${event.position} (${event.tag})`, event.body + (event.answer ?? ""))
  }
  for (const job of world.tables.jobs.values()) {
    const text = [job.payload, job.checkpoint, job.failure, JSON.stringify(job.history)].join("\n")
    look(`job ${job.id} (${job.kind})`, text)
  }
  for (const row of world.tables.actors.values()) look(row.id, row.state)
  for (const { what } of world.trace.lines) look("the log", what)
}

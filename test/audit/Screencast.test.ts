import { Screencast } from "@callsheet/audit/Screencast"
import { EventEmitter } from "node:events"
import type { Page } from "playwright-core"
import { expect, test } from "vitest"

/** A page that sends pictures when the test says so. */
const fakePage = () => {
  const devtools = Object.assign(new EventEmitter(), { send: () => Promise.resolve({}) })
  const page = { context: () => ({ newCDPSession: () => Promise.resolve(devtools) }) }
  const send = () =>
    devtools.emit("Page.screencastFrame", { data: Buffer.from("picture").toString("base64"), sessionId: 1 })
  return { page: page as unknown as Page, send }
}

test("a picture that arrives after the recording has ended is left out, and ends nothing", async () => {
  const { page, send } = fakePage()
  const cast = await Screencast.begin(page)
  send()
  send()
  const listed = cast.list()
  expect(listed.match(/duration/g)).toHaveLength(2)
  send()
  expect(cast.list().match(/duration/g)).toHaveLength(2)
  cast.forget()
  expect(() => send()).not.toThrow()
})

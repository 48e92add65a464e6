import { writeWav } from "@callsheet/studio/voice/Wav"
import { Effect } from "effect"
import { createServer, type IncomingMessage, type ServerResponse } from "node:http"
import type { AddressInfo } from "node:net"

/** One line of the bill. */
export interface Billed {
  readonly kind: "llm" | "voice"
  /** What was asked for, no matter what it was asked under. */
  readonly content: string
  readonly micros: number
  /** Calls that came under this id; the first is billed, the others hear the same answer again. */
  calls: number
}

/** Cents and seconds without fractions, so that two sums can be compared to the last digit. */
export const PRICES = {
  currency: "EUR",
  llmInputMicros: 2_000,
  llmOutputMicros: 10_000,
  voiceSecondMicros: 300,
  pictureMicros: 0,
  clipMicros: 0,
  renderMicros: 0
}
const TOKENS = { prompt_tokens: 300, completion_tokens: 200 }
const RATE = 8_000

const script = {
  hook: { text: "One sheet, one *crane*.", emoji: "" },
  beats: [
    { text: "Fold it in half.", emoji: "", kicker: "" },
    { text: "Open it and fold again.", emoji: "", kicker: "" }
  ],
  cta: { text: "Save this.", emoji: "" },
  caption: "A crane in a minute.",
  hashtags: ["paper"]
}

/** One second of sound for every word. */
const speech = (words: number): Uint8Array =>
  writeWav({ rate: RATE, samples: Int16Array.from({ length: RATE * words }, (_, at) => 9_000 * Math.sin(at / 3)) })

const bodyOf = (request: IncomingMessage): Promise<string> =>
  new Promise((done) => {
    let body = ""
    request.on("data", (piece) => (body += String(piece)))
    request.on("end", () => done(body))
  })

/** A model and a voice that are paid for, on loopback. They bill each idempotency key once and keep account of it. */
export class PaidProvider {
  readonly bill = new Map<string, Billed>()
  /** Answers of the next calls to the model, instead of a script; each is billed. */
  readonly instead: Array<string> = []
  /** So many calls are refused for their rate; they cost nothing. */
  refusals = 0
  /** Calls that came without an id: each is billed. */
  unnamed = 0

  get micros(): number {
    return [...this.bill.values()].reduce((sum, { micros }) => sum + micros, 0)
  }

  of(kind: Billed["kind"]): ReadonlyArray<Billed> {
    return [...this.bill.values()].filter((line) => line.kind === kind)
  }

  readonly #answers = new Map<string, Uint8Array>()

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await bodyOf(request)
    if (this.refusals > 0) {
      this.refusals -= 1
      response.writeHead(429, { "retry-after": "1" }).end("{}")
      return
    }
    const key = String(request.headers["idempotency-key"] ?? `none-${this.unnamed++}`)
    const earlier = this.bill.get(key)
    if (earlier === undefined) {
      const { answer, line } = request.url?.endsWith("/audio/speech") === true ? this.#speak(body) : this.#write(body)
      this.bill.set(key, line)
      this.#answers.set(key, answer)
    } else earlier.calls += 1
    response.writeHead(200).end(this.#answers.get(key))
  }

  #write(body: string) {
    const micros = (TOKENS.prompt_tokens * PRICES.llmInputMicros + TOKENS.completion_tokens * PRICES.llmOutputMicros) /
      1_000
    const content = this.instead.shift() ?? JSON.stringify(script)
    const completion = {
      id: "gen-1",
      choices: [{ finish_reason: "stop", message: { role: "assistant", content } }],
      usage: TOKENS
    }
    const line: Billed = { kind: "llm", content: body, micros, calls: 1 }
    return { answer: new TextEncoder().encode(JSON.stringify(completion)), line }
  }

  #speak(body: string) {
    const { input } = JSON.parse(body) as { readonly input: string }
    const words = input.split(" ").length
    const line: Billed = { kind: "voice", content: body, micros: words * PRICES.voiceSecondMicros, calls: 1 }
    return { answer: speech(words), line }
  }
}

/** The provider behind an address of its own. */
export const paidProvider = Effect.acquireRelease(
  Effect.promise(async () => {
    const provider = new PaidProvider()
    const http = createServer((request, response) => void provider.handle(request, response))
    await new Promise<void>((done) => http.listen(0, "127.0.0.1", done))
    return { provider, http, url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/v1` }
  }),
  ({ http }) => Effect.promise(() => new Promise<void>((done) => http.close(() => done())))
)

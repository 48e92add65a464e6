import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { c as create } from "tar"

// A speech model that a few lines write: each letter is a tone of its own. It has the form of a VITS model, so that the true
// engine opens and runs it. The messages below are ONNX's, in protobuf's wire format.

const varint = (value: number): Buffer => {
  const bytes: Array<number> = []
  let rest = BigInt.asUintN(64, BigInt(value))
  do {
    const low = Number(rest & 127n)
    rest >>= 7n
    bytes.push(rest === 0n ? low : low | 128)
  } while (rest !== 0n)
  return Buffer.from(bytes)
}
const whole = (field: number, value: number) => Buffer.concat([varint(field << 3), varint(value)])
const bytes = (field: number, value: Uint8Array) =>
  Buffer.concat([varint((field << 3) | 2), varint(value.length), value])
const words = (field: number, value: string) => bytes(field, Buffer.from(value))
const message = (field: number, ...parts: ReadonlyArray<Buffer>) => bytes(field, Buffer.concat(parts))

const FLOAT = 1
const INT64 = 7

const tensor = (name: string, type: number, dims: ReadonlyArray<number>, raw: Uint8Array) =>
  message(5, ...dims.map((dim) => whole(1, dim)), whole(2, type), words(8, name), bytes(9, raw))

const port = (field: number, name: string, type: number, dims: ReadonlyArray<number | string>) =>
  message(
    field,
    words(1, name),
    message(
      2,
      message(
        1,
        whole(1, type),
        message(2, ...dims.map((dim) => message(1, typeof dim === "number" ? whole(1, dim) : words(2, dim))))
      )
    )
  )

const node = (operator: string, inputs: ReadonlyArray<string>, output: string) =>
  message(1, ...inputs.map((input) => words(1, input)), words(2, output), words(4, operator))

export const TOY_RATE = 16_000
/** How long each letter sounds. */
export const TOY_LETTER_MILLIS = 100
const LETTER = (TOY_RATE * TOY_LETTER_MILLIS) / 1_000
const letters = [" ", "_", ..."abcdefghijklmnopqrstuvwxyz.,!?'"]

const tones = (): Float32Array => {
  const table = new Float32Array(letters.length * LETTER)
  letters.forEach((letter, index) => {
    if (!/[a-z]/.test(letter)) return
    for (let at = 0; at < LETTER; at++) {
      const tone = Math.sin((2 * Math.PI * (200 + 20 * index) * at) / TOY_RATE)
      table[index * LETTER + at] = 0.4 * tone * Math.sin((Math.PI * at) / LETTER)
    }
  })
  return table
}

const metadata = {
  sample_rate: TOY_RATE,
  n_speakers: 1,
  language: "English",
  comment: "toy",
  add_blank: 0,
  model_type: "vits",
  frontend: "characters",
  punctuation: ". , ! ?",
  version: 1,
  voice: "en",
  has_espeak: 0
}

const toyModel = (): Buffer => {
  const shape = Buffer.alloc(24)
  shape.writeBigInt64LE(1n, 0)
  shape.writeBigInt64LE(1n, 8)
  shape.writeBigInt64LE(-1n, 16)
  const graph = message(
    7,
    node("Gather", ["table", "x"], "sound"),
    node("Reshape", ["sound", "shape"], "y"),
    words(2, "toy"),
    tensor("table", FLOAT, [letters.length, LETTER], new Uint8Array(tones().buffer)),
    tensor("shape", INT64, [3], shape),
    port(11, "x", INT64, ["N", "T"]),
    port(11, "x_length", INT64, ["N"]),
    port(11, "noise_scale", FLOAT, [1]),
    port(11, "length_scale", FLOAT, [1]),
    port(11, "noise_scale_w", FLOAT, [1]),
    port(12, "y", FLOAT, ["N", 1, "L"])
  )
  const facts = Object.entries(metadata).map(([key, value]) => message(14, words(1, key), words(2, String(value))))
  return Buffer.concat([whole(1, 8), words(2, "toy"), graph, message(8, words(1, ""), whole(2, 13)), ...facts])
}

/** Writes `toy.tar.gz` with the voice into `folder` and answers its path. `model` stands in for a good model. */
export const toyVoice = async (folder: string, model: Uint8Array = toyModel()): Promise<string> => {
  await mkdir(join(folder, "toy-voice"), { recursive: true })
  await writeFile(join(folder, "toy-voice", "model.onnx"), model)
  await writeFile(
    join(folder, "toy-voice", "tokens.txt"),
    letters.map((letter, index) => `${letter} ${index}\n`).join("")
  )
  const file = join(folder, "toy.tar.gz")
  await create({ file, cwd: folder, gzip: true }, ["toy-voice"])
  return file
}

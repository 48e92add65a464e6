import { decodeText } from "@callsheet/cli/parser/DecodeText"
import { assert, describe, it } from "@effect/vitest"
import { Either } from "effect"

const read = (bytes: Uint8Array) => Either.map(decodeText(bytes), ({ encoding, text }) => [text, encoding])

describe("files of spreadsheets", () => {
  const words = "topic;at\r\nFrühstück für 5 €;31.12.2030\r\n"

  it("are read in UTF-8, in UTF-16 with and without a mark, and in Windows-1252", () => {
    const windows = Buffer.from(words.replace("€", "\u0080"), "latin1")
    const wide = Buffer.from(words, "utf16le")
    assert.deepStrictEqual(read(Buffer.from(words)), Either.right([words, null]))
    assert.deepStrictEqual(read(Buffer.from(`\uFEFF${words}`)), Either.right([words, null]))
    assert.deepStrictEqual(read(Buffer.from(`\uFEFF${words}`, "utf16le")), Either.right([words, "UTF-16"]))
    assert.deepStrictEqual(read(wide), Either.right([words, "UTF-16"]))
    assert.deepStrictEqual(read(Buffer.from(wide).swap16()), Either.right([words, "UTF-16"]))
    assert.deepStrictEqual(read(windows), Either.right([words, "Windows-1252"]))
  })

  it("that are no text are refused", () => {
    assert.isTrue(Either.isLeft(decodeText(Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 1, 2]))))
    assert.isTrue(Either.isLeft(decodeText(Buffer.from("H\u0081llo w\u00F6rld", "latin1"))))
  })
})

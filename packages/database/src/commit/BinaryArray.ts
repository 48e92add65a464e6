/** PostgreSQL's numbers of its own types (`pg_type.dat`); they are part of the protocol and never change. */
const TYPES = { int: 23, bigint: 20, text: 25, jsonb: 3802 } as const

export type ElementType = keyof typeof TYPES
/** `int` and `bigint` are whole numbers (or their digits); `jsonb` is JSON text. */
export type Element = string | number | null

const HEADER_BYTES = 20
/** The only version of jsonb's binary form: this byte, then the text. */
const JSONB_VERSION = 1
const MOST_BYTES_A_UNIT = 3
const NULL_LENGTH = -1

/** Grows to the largest array ever written and is kept: arrays are written one after the other and copied out. */
let page = Buffer.allocUnsafe(64 * 1024)

const makeRoom = (used: number, more: number): void => {
  if (used + more <= page.length) return
  const larger = Buffer.allocUnsafe(Math.max(page.length * 2, used + more))
  page.copy(larger, 0, 0, used)
  page = larger
}

/**
 * An array of one dimension in the form of PostgreSQL's binary protocol, for a parameter that is cast to `type[]`. The usual text
 * form has every quote escaped by the sender and looked at character by character by the server: a seventh of all a commit costs
 * there, and more than that here, where most of it is JSON.
 */
export const binaryArray = (type: ElementType, values: ReadonlyArray<Element>): Buffer => {
  makeRoom(0, HEADER_BYTES)
  page.writeInt32BE(values.length === 0 ? 0 : 1, 0)
  page.writeInt32BE(values.includes(null) ? 1 : 0, 4)
  page.writeInt32BE(TYPES[type], 8)
  page.writeInt32BE(values.length, 12)
  page.writeInt32BE(1, 16)
  // An array without elements has no dimension to describe.
  let end = values.length === 0 ? 12 : HEADER_BYTES
  for (const value of values) {
    if (value === null) {
      makeRoom(end, 4)
      end = page.writeInt32BE(NULL_LENGTH, end)
      continue
    }
    if (type === "int" || type === "bigint") {
      makeRoom(end, 12)
      const bytes = type === "int" ? 4 : 8
      end = page.writeInt32BE(bytes, end)
      end = type === "int" ? page.writeInt32BE(Number(value), end) : page.writeBigInt64BE(BigInt(value), end)
      continue
    }
    const text = String(value)
    makeRoom(end, 5 + text.length * MOST_BYTES_A_UNIT)
    const start = end + 4
    let after = start
    if (type === "jsonb") after = page.writeUInt8(JSONB_VERSION, after)
    after += page.write(text, after)
    page.writeInt32BE(after - start, end)
    end = after
  }
  return Buffer.from(page.subarray(0, end))
}

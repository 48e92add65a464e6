import { createHash, randomBytes } from "node:crypto"

/** Where tokens and ids come from. */
export interface Entropy {
  readonly bytes: (length: number) => Buffer
}

export const systemEntropy: Entropy = { bytes: (length) => randomBytes(length) }

/** The same ids in the same order for the same seed: for simulations. Never for anything that must stay secret. */
export const seededEntropy = (seed: string): Entropy => {
  let drawn = 0
  return {
    bytes: (length) => {
      const blocks: Array<Buffer> = []
      for (let have = 0; have < length; have += 32) {
        drawn += 1
        blocks.push(createHash("sha256").update(`${seed}:${drawn}`).digest())
      }
      return Buffer.concat(blocks).subarray(0, length)
    }
  }
}

export const hex = (entropy: Entropy, bytes: number): string => entropy.bytes(bytes).toString("hex")

/** 19 digits, odd, and far above 2^53: a reader that takes it for a JavaScript number loses its end. */
export const bigId = (entropy: Entropy): string => {
  const random = BigInt(`0x${hex(entropy, 8)}`) >> 6n
  return String(7_500_000_000_000_000_000n + (random | 1n))
}

export const uuid = (entropy: Entropy): string =>
  hex(entropy, 16).replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5")

/** Recognises a token in the books without being one. */
export const fingerprint = (token: string): string => createHash("sha256").update(token).digest("hex").slice(0, 16)

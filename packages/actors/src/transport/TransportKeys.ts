import type { MasterKey } from "@callsheet/database/secrets/Vault"
import { Redacted } from "effect"
import type { TlsOptions } from "node:tls"

/** Keys of the members of one installation, the current one first. All of them are derived from the master key. */
export type TransportKeys = readonly [MasterKey, ...ReadonlyArray<MasterKey>]

/** What the keys are derived for. A change of the protocol below changes this name. */
export const PURPOSE = "runner transport 1"

/**
 * TLS with a pre-shared key: both sides prove that they have it, and there are no certificates to make, hand out and renew.
 * The exchange is ephemeral, so a key that leaks later opens nothing that was recorded.
 */
export const protocol = {
  ciphers: "ECDHE-PSK-CHACHA20-POLY1305",
  // Node offers pre-shared keys up to this version.
  minVersion: "TLSv1.2",
  maxVersion: "TLSv1.2"
} as const satisfies TlsOptions

const pskOf = ({ bytes }: MasterKey): Buffer => Redacted.value(bytes)

/** The key a caller names, if this member has it. */
export const keyNamed = (keys: TransportKeys, id: string): Buffer | null => {
  const key = keys.find((one) => one.id === id)
  return key === undefined ? null : pskOf(key)
}

/** What a caller shows: the key that the listener hints at where it is known, else the caller's own current one. */
export const shown = (
  keys: TransportKeys,
  hint: string | null
): { readonly psk: Buffer; readonly identity: string } => {
  const key = keys.find(({ id }) => id === hint) ?? keys[0]
  return { psk: pskOf(key), identity: key.id }
}

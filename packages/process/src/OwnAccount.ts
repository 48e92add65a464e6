import { readFileSync } from "node:fs"
import type { Socket } from "node:net"

const port = (number: number): string => number.toString(16).toUpperCase().padStart(4, "0")

/** 127.0.0.1, ::1 and ::ffff:127.0.0.1 as the kernel writes them. */
const LOOPBACK = ["0100007F", "00000000000000000000000001000000", "0000000000000000FFFF00000100007F"]

const tableOf = (name: string): string => {
  try {
    return readFileSync(`/proc/net/${name}`, "utf8")
  } catch (cause) {
    // Not Linux, or no IPv6 here: then nobody is known, and a token is asked for.
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return ""
    throw cause
  }
}

/**
 * The account whose program holds the other end of a connection within this machine; undefined where that cannot be known.
 * `tables`: connections as /proc/net/tcp and tcp6 list them, `local_address rem_address st … uid` (proc(5)).
 */
export const accountAt = (
  { local, remote }: { readonly local: number; readonly remote: number },
  tables: ReadonlyArray<string>
): number | undefined => {
  const [theirs, ours] = [port(remote), port(local)]
  for (const line of tables.flatMap((table) => table.split("\n"))) {
    const [, from = "", to = "", state, , , , uid] = line.trim().split(/\s+/)
    const [address = "", number] = from.split(":")
    if (number === theirs && to.endsWith(`:${ours}`) && state === "01" && LOOPBACK.includes(address)) return Number(uid)
  }
  return undefined
}

const isLoopback = (address = ""): boolean => /^(::ffff:)?127\.0\.0\.1$|^::1$/.test(address)

const known = new WeakMap<Socket, boolean>()

/**
 * Whether a program of this process's own account, or of root, asks. Either could read the files of this process as well.
 * Looked up once a connection, because the kernel's table may be long.
 */
export const isOwnAccount = (socket: Socket): boolean => {
  const before = known.get(socket)
  if (before !== undefined) return before
  const { localPort: local, remoteAddress, remotePort: remote } = socket
  const own = process.getuid?.()
  const account = own === undefined || local === undefined || remote === undefined || !isLoopback(remoteAddress)
    ? undefined
    : accountAt({ local, remote }, [tableOf("tcp"), tableOf("tcp6")])
  const answer = account !== undefined && (account === own || account === 0)
  known.set(socket, answer)
  return answer
}

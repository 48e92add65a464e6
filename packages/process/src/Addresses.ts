import { isIPv4, isIPv6 } from "node:net"

/** `::ffff:10.0.0.1` is the same caller as `10.0.0.1`. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "")

const groupsOf = (text: string): ReadonlyArray<string> => (text === "" ? [] : text.split(":"))

/** The first 64 bits of an IPv6 address: everybody who has one has all addresses that begin so. */
const networkOf = (address: string): string => {
  const [head = "", tail] = (address.split("%", 1)[0] ?? "").toLowerCase().split("::")
  const before = groupsOf(head)
  const after = tail === undefined ? [] : groupsOf(tail)
  const zeros = Array.from({ length: Math.max(0, 8 - before.length - after.length) }, () => "0")
  return `${[...before, ...(tail === undefined ? [] : zeros), ...after].slice(0, 4).join(":")}::/64`
}

/** One caller as limits count them: an IPv4 address, or the network of an IPv6 address. */
export const callerOf = (address: string): string => {
  const own = plain(address)
  return isIPv6(own) ? networkOf(own) : own
}

export const isAddress = (text: string): boolean => isIPv4(text) || isIPv6(text)

/**
 * Who is at the other end: the address of the connection, or, where that is one of our own proxies, the last address that it
 * and the proxies before it name. Everybody can write the header, so it counts from those alone.
 */
export const visitorOf = (
  connection: string,
  forwardedFor: string | undefined,
  proxies: ReadonlySet<string>
): string => {
  const named = (forwardedFor ?? "").split(",").map((part) => part.trim()).filter((part) => isAddress(plain(part)))
  let visitor = plain(connection)
  while (proxies.has(callerOf(visitor)) && named.length > 0) visitor = plain(named.pop() ?? visitor)
  return callerOf(visitor)
}

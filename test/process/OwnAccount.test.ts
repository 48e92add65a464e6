import { accountAt } from "@callsheet/process/OwnAccount"
import { assert, describe, it } from "@effect/vitest"

// As /proc/net/tcp lists them; 1130 is port 4400, D431 is 54321.
const tcp = `  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode
   0: 0100007F:1130 00000000:0000 0A 00000000:00000000 00:00000000 00000000  1000        0 1 1 0 100 0 0 10 0
   1: 0100007F:1130 0100007F:D431 01 00000000:00000000 00:00000000 00000000  1000        0 2 1 0 20 4 30 10 -1
   2: 0100007F:D431 0100007F:1130 01 00000000:00000000 00:00000000 00000000 65534        0 3 1 0 20 4 30 10 -1
   3: 0A00007F:D432 0100007F:1130 01 00000000:00000000 00:00000000 00000000  1000        0 4 1 0 20 4 30 10 -1
   4: 0100007F:D433 0100007F:1130 06 00000000:00000000 00:00000000 00000000     0        0 0 3 0
`
const tcp6 =
  `  sl  local_address                         remote_address                        st tx_queue rx_queue tr tm->when retrnsmt   uid
   0: 00000000000000000000000001000000:D434 00000000000000000000000001000000:1130 01 00000000:00000000 00:00000000 00000000  1000
   1: 0000000000000000FFFF00000100007F:D435 0000000000000000FFFF00000100007F:1130 01 00000000:00000000 00:00000000 00000000  1001
`
const at = (remote: number) => accountAt({ local: 4_400, remote }, [tcp, tcp6])

describe("The account behind a connection within this machine", () => {
  it("is the one of the other end, not of this one", () => assert.strictEqual(at(54_321), 65_534))

  it("is found over IPv6 and over mapped addresses", () =>
    assert.deepStrictEqual([at(54_324), at(54_325)], [1_000, 1_001]))

  it("is unknown for another address, for a connection that ended, and for none", () =>
    assert.deepStrictEqual([at(54_322), at(54_323), at(1)], [undefined, undefined, undefined]))

  it("is unknown without a table", () => assert.isUndefined(accountAt({ local: 4_400, remote: 54_321 }, ["", ""])))
})

import { type Fault, fault } from "@callsheet/domain/api/ApiError"
import { MOST_FAULTS } from "@callsheet/domain/SchemaFaults"

/** One commit holds them all; more belongs into several files. */
export const MOST_ROWS = 5_000
/** Lines of a CSV file: rows may hold line ends, but a file of line ends is no calendar. */
export const MOST_LINES = 100_000
export const tooManyRows = (count: number | null): Fault =>
  fault(null, `The file has ${count ?? `more than ${MOST_ROWS}`} plans, ${MOST_ROWS} are possible; split it`)

/** The first faults, and how many more there are. */
export const firstFaults = (faults: ReadonlyArray<Fault>): ReadonlyArray<Fault> =>
  faults.length <= MOST_FAULTS
    ? faults
    : [...faults.slice(0, MOST_FAULTS), fault(null, `There are ${faults.length - MOST_FAULTS} more faults`)]

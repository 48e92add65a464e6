/** The parts of Work.mjs that adapters in TypeScript use. */
export declare const STEPS: ReadonlyArray<string>
export declare const RESULT: unknown
export declare const RESULT_JSON: string
export declare const TABLES: string
export declare const STEP_SQL: string
export declare const countSql: (prefix: string) => string
export declare const sleep: (millis: number) => Promise<void>
export declare const lanes: <A>(
  items: ReadonlyArray<A>,
  width: number,
  work: (item: A) => Promise<unknown>
) => Promise<void>

/** What an adapter is told. */
export interface PeerOptions {
  readonly url: string
  readonly variant: string
  readonly mode: string
  readonly index: number
  readonly of: number
  /** A free port of this process' own. */
  readonly port: number
  readonly effect: (plan: string, step: number) => void
}

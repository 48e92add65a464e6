import type { Chance } from "./Chance.ts"
import type { Things } from "./Things.ts"

/** A piece of JSON that no value of a program gives, such as `1e400` or a key that is there twice. */
export class Raw {
  readonly json: string
  constructor(json: string) {
    this.json = json
  }
}

const OPEN = "\u0001raw:"
const CLOSE = "\u0001"

/** JSON in which raw pieces stand as they are. */
export const jsonOf = (value: unknown): string => {
  const pieces: Array<string> = []
  const text = JSON.stringify(value, (_, one: unknown) => {
    if (!(one instanceof Raw)) return one
    return `${OPEN}${pieces.push(one.json) - 1}${CLOSE}`
  }) ?? "null"
  return text.replaceAll(/"\\u0001raw:(\d+)\\u0001"/g, (_, at: string) => pieces[Number(at)] ?? "null")
}

const deep = (depth: number, open: string, inner: string, close: string) =>
  new Raw(`${open.repeat(depth)}${inner}${close.repeat(depth)}`)

/** Texts that once hurt something somewhere, and their kin. */
export const texts: ReadonlyArray<(chance: Chance) => string> = [
  () => "a\u0000b",
  () => "\uD800",
  () => "a\uDFFFb\uD83D",
  () => "\u202Egnp.exe",
  () => "\u2066x\u2069",
  () => "\u001b]0;owned\u0007\u001b[31m",
  () => "a\r\nb: forged",
  () => "\uFEFFa",
  () => "\uFFFF",
  () => "\u0007",
  () => "",
  () => " ",
  () => "\u00a0\u3000",
  () => "e\u0301".repeat(400),
  () => "👩‍👩‍👧‍👦".repeat(200),
  () => "Z\u0351\u036B".repeat(2_000),
  () => "ﷺ".repeat(300),
  () => "a".repeat(1_001),
  () => "a".repeat(70_000),
  () => "* ".repeat(250),
  () => `guaranteed ${"* ".repeat(24)}zz`,
  () => `${"a".repeat(30_000)}!`,
  () => "(a+)+$".repeat(40),
  () => `${"\n".repeat(50_000)}`,
  () => "\t\n\r".repeat(3_000),
  () => `${"-".repeat(5_000)}1`,
  () => "__proto__",
  () => "constructor",
  () => "toString",
  () => "hasOwnProperty",
  () => "../../etc/passwd",
  () => "..\\..\\windows\\win.ini",
  () => "/proc/self/environ",
  () => "file:///etc/passwd",
  () => "%00",
  () => "%2e%2e%2f",
  () => `{"language":"en","lines":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
  () => `{"language":"en","lines":[],${Array.from({ length: 3_000 }, (_, n) => `"k${n}":0`).join(",")}}`,
  () => `${"[".repeat(20_000)}`,
  () => "'; DROP TABLE actor; --",
  () => "' OR '1'='1",
  () => "\\",
  () => "%_%",
  () => "${jndi:ldap://127.0.0.1/x}",
  () => "{{7*7}}",
  () => "<script>siege()</script>",
  () => "=cmd|' /C calc'!A0",
  () => "NaN",
  () => "Infinity",
  () => "-0",
  () => "1e400",
  () => "0x10",
  () => "9007199254740993",
  () => "99999999999999999999999999999",
  () => "true",
  () => "null",
  () => "[]",
  () => "2026-02-30T25:61:61Z",
  () => "2026-12-22T10:00:00+99:99",
  () => "+275760-09-13T00:00:00.001Z",
  () => "-271821-04-19T23:59:59Z",
  () => "99999-01-01",
  () => "next",
  () => "now",
  () => "Etc/../../UTC",
  () => "http://127.0.0.1:1/",
  () => "javascript:alert(1)",
  (chance) => "x".repeat(chance.below(5_000)),
  (chance) => String.fromCharCode(...Array.from({ length: 40 }, () => chance.below(65_536)))
]

const numbers = [
  "1e400",
  "-1e400",
  "1e-400",
  "-0",
  "-0.0",
  "0.1",
  "-1",
  "1.5e308",
  "2147483648",
  "4294967296",
  "9007199254740992",
  "9007199254740993",
  "-9007199254740993",
  "9223372036854775808",
  "1E+2",
  "123456789012345678901234567890"
]

const structures: ReadonlyArray<(chance: Chance) => unknown> = [
  () => null,
  () => true,
  () => [],
  () => ({}),
  () => [null],
  () => [[]],
  () => deep(4_000, "[", "", "]"),
  () => deep(60_000, "[", "1", "]"),
  () => deep(20_000, "{\"a\":", "1", "}"),
  () => new Raw(`[${"0,".repeat(99_999)}0]`),
  () => new Raw(`[${"\"\",".repeat(60_000)}""]`),
  () => new Raw(`[${"{},".repeat(60_000)}{}]`),
  () => new Raw("{\"__proto__\":{\"role\":\"owner\"}}"),
  () => new Raw("{\"constructor\":{\"prototype\":{\"role\":\"owner\"}}}"),
  () => new Raw(`{${Array.from({ length: 15_000 }, (_, n) => `"k${n}":0`).join(",")}}`),
  () => new Raw(`{"a":1,"a":2,"a":{}}`),
  () => ({ length: 2 ** 31 }),
  () => ({ toJSON: "x", valueOf: "y" }),
  () => ({ $ne: null })
]

/** A value that a field was not made for. */
export const hostileValue = (chance: Chance, things: Things): unknown => {
  const kind = chance.below(10)
  if (kind < 5) return chance.of(texts)(chance)
  if (kind < 7) return new Raw(chance.of(numbers))
  if (kind < 9) return chance.of(structures)(chance)
  const id = chance.of(Object.values(things))
  return chance.of([id, id.toUpperCase(), `${id}\u0000`, `${id}x`, ` ${id}`, id.slice(0, -1), [id], { id }])
}

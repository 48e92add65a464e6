/** The package's types describe its CommonJS file; this is the same function as an ECMAScript module. Version 1.1.0. */
declare module "bidi-js/dist/bidi.mjs" {
  import type { Bidi } from "bidi-js"
  export default function bidiFactory(): Bidi
}

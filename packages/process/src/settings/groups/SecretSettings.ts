import { Either } from "effect"
import * as Setting from "../Setting.ts"
import { owners } from "./Readers.ts"

const masterKey = (text: string): Either.Either<Buffer, string> => {
  const bytes = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text.trim()) ? Buffer.from(text.trim(), "base64") : Buffer.alloc(0)
  return bytes.length === 32
    ? Either.right(bytes)
    : Either.left("expected 32 bytes in base64; make one with: openssl rand -base64 32")
}

export const secrets = {
  masterKey: Setting.secret({
    name: "CALLSHEET_MASTER_KEY",
    meaning: "Encrypts stored tokens. The same on every server and worker.",
    type: "32 bytes in base64",
    fallback: "required when live; in sandbox mode made once in the data folder",
    readBy: owners
  }, masterKey),
  masterKeyPrevious: Setting.secret({
    name: "CALLSHEET_MASTER_KEY_PREVIOUS",
    meaning: "The key used before, while it is replaced with `callsheet key rotate-master`.",
    type: "32 bytes in base64",
    readBy: owners
  }, masterKey)
}

import { Either } from "effect"
import * as Setting from "../Setting.ts"

export const commandLine = {
  url: Setting.address({
    name: "CALLSHEET_URL",
    meaning: "The server that `callsheet` commands ask.",
    fallback: "the local stack's, else `http://127.0.0.1:4400`",
    readBy: ["command line"]
  }),
  apiKey: Setting.secret({
    name: "CALLSHEET_API_KEY",
    meaning: "The API key that `callsheet` commands use.",
    fallback: "on the machine of a sandbox stack, its stored owner key",
    readBy: ["command line"]
  }, Either.right)
}

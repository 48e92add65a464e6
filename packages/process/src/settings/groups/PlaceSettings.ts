import { Either } from "effect"
import { callerOf, isAddress } from "../../Addresses.ts"
import { dataFolder, defaultDataFolder } from "../DataFolder.ts"
import * as Setting from "../Setting.ts"
import { members, owners } from "./Readers.ts"
import { longToken } from "./Token.ts"

const databaseAddress = (text: string): Either.Either<string, string> =>
  URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)
    ? Either.right(text)
    : Either.left("expected an address such as postgres://user:password@host:5432/name")

const listOf = (text: string) => text.split(",").map((part) => part.trim().toLowerCase()).filter((part) => part !== "")

const hostNames = (text: string): Either.Either<ReadonlySet<string>, string> => {
  const names = listOf(text)
  const wrong = names.find((name) => !/^[a-z0-9_]([a-z0-9_.-]*[a-z0-9])?$/.test(name))
  return wrong === undefined
    ? Either.right(new Set(names))
    : Either.left(`expected names such as callsheet.example, without a port; got ${wrong}`)
}

const ipAddresses = (text: string): Either.Either<ReadonlySet<string>, string> => {
  const addresses = listOf(text)
  const wrong = addresses.find((address) => !isAddress(address))
  return wrong === undefined
    ? Either.right(new Set(addresses.map(callerOf)))
    : Either.left(`expected addresses such as 10.0.0.2; got ${wrong}`)
}

/** Where things are and who reaches whom. */
export const place = {
  mode: Setting.choice({
    name: "CALLSHEET_MODE",
    meaning: "In `sandbox` nothing reaches TikTok. `live` posts for real and needs credentials and a master key.",
    values: ["sandbox", "live"],
    value: "sandbox",
    readBy: owners
  }),
  dataDir: Setting.custom({
    name: "CALLSHEET_DATA_DIR",
    meaning: "Folder of the embedded database, the local media, the logs and the sandbox's keys. All programs of one " +
      "installation must use the same one.",
    type: "folder",
    fallback: "`.callsheet` in the folder of Callsheet",
    value: defaultDataFolder(),
    readBy: owners
  }, (text) => Either.right(dataFolder(text))),
  databaseUrl: Setting.secret({
    name: "DATABASE_URL",
    meaning: "The PostgreSQL to use. Characters such as `@` and `/` in its password are written as `%40` and `%2F`.",
    type: "`postgres://user:password@host:5432/name`",
    fallback: "an embedded server in the data folder",
    readBy: owners
  }, databaseAddress),
  host: Setting.textOr({
    name: "CALLSHEET_HOST",
    meaning: "The address the server listens on. `0.0.0.0` is every address of this machine.",
    fallback: "`127.0.0.1`",
    value: "127.0.0.1",
    readBy: ["server", "sandbox", "command line"]
  }),
  port: Setting.port({
    name: "CALLSHEET_PORT",
    meaning: "The port the server listens on.",
    value: 4_400,
    readBy: ["server", "command line"]
  }),
  publicUrl: Setting.address({
    name: "CALLSHEET_PUBLIC_URL",
    meaning: "Where browsers and TikTok reach the server: base of the callback, webhook and media addresses.",
    fallback: "from host and port",
    readBy: ["server", "command line"]
  }),
  allowedHosts: Setting.custom<ReadonlySet<string>>({
    name: "CALLSHEET_ALLOWED_HOSTS",
    meaning:
      "Further names under which callers reach the server. Requests to other names are refused, so that no foreign " +
      "name can be pointed at this address.",
    type: "comma-separated names",
    fallback: "the name in `CALLSHEET_PUBLIC_URL`, `localhost`, addresses, and names without a dot",
    value: new Set(),
    readBy: ["server"]
  }, hostNames),
  proxies: Setting.custom<ReadonlySet<string>>({
    name: "CALLSHEET_PROXIES",
    meaning: "Addresses of your own proxies before the server. Limits count the callers that they name in " +
      "`X-Forwarded-For`.",
    type: "comma-separated IP addresses",
    fallback: "none",
    value: new Set(),
    readBy: ["server"]
  }, ipAddresses),
  runnerHost: Setting.textOr({
    name: "CALLSHEET_RUNNER_HOST",
    meaning: "This worker's own address in the cluster. Servers and workers on other hosts must reach it.",
    fallback: "`127.0.0.1`",
    value: "127.0.0.1",
    readBy: ["worker"]
  }),
  runnerPort: Setting.port({
    name: "CALLSHEET_RUNNER_PORT",
    meaning: "This worker's own port in the cluster.",
    value: 0,
    readBy: ["worker"]
  }),
  metricsToken: Setting.secret({
    name: "CALLSHEET_METRICS_TOKEN",
    meaning:
      "Who sends it as `Authorization: Bearer` may read `/metrics` and the reasons of `/health/ready`; without it only programs of Callsheet's own account on this machine may (Linux, no proxy before it).",
    type: "at least 16 characters without spaces",
    fallback: "made from the master key, and kept in `metrics.token` in the data folder for its own account",
    readBy: members
  }, longToken),
  workerHttpHost: Setting.textOr({
    name: "CALLSHEET_WORKER_HTTP_HOST",
    meaning: "The address on which a worker answers `/metrics` and `/health`.",
    fallback: "`127.0.0.1`",
    value: "127.0.0.1",
    readBy: ["worker"]
  }),
  workerHttpPort: Setting.port({
    name: "CALLSHEET_WORKER_HTTP_PORT",
    meaning: "The port on which a worker answers `/metrics` and `/health`. The log names a free one.",
    value: 0,
    readBy: ["worker"]
  })
}

import { JobKind } from "@callsheet/domain/facts/jobKinds"
import { VERSION } from "@callsheet/domain/Version"
import { Either } from "effect"
import { availableParallelism } from "node:os"
import { callerOf, isAddress } from "../Addresses.ts"
import { dataFolder, defaultDataFolder } from "./DataFolder.ts"
import * as Setting from "./Setting.ts"
import type { Reader } from "./Setting.ts"

const everyone: ReadonlyArray<Reader> = ["server", "worker", "sandbox", "command line"]
const members: ReadonlyArray<Reader> = ["server", "worker"]
const owners: ReadonlyArray<Reader> = ["server", "worker", "command line"]

const databaseAddress = (text: string): Either.Either<string, string> =>
  URL.canParse(text) && /^postgres(ql)?:$/.test(new URL(text).protocol)
    ? Either.right(text)
    : Either.left("expected an address such as postgres://user:password@host:5432/name")

const masterKey = (text: string): Either.Either<Buffer, string> => {
  const bytes = /^[A-Za-z0-9+/_-]+={0,2}$/.test(text.trim()) ? Buffer.from(text.trim(), "base64") : Buffer.alloc(0)
  return bytes.length === 32
    ? Either.right(bytes)
    : Either.left("expected 32 bytes in base64; make one with: openssl rand -base64 32")
}

const proxyAddress = (text: string): Either.Either<string, string> =>
  /^https?:\/\/[^/]+\/?$/.test(text)
    ? Either.right(text)
    : Either.left("expected an address such as http://proxy:3128")

const jobKinds = (text: string): Either.Either<ReadonlySet<string>, string> => {
  const asked = text.split(",").map((kind) => kind.trim()).filter((kind) => kind !== "")
  const known: ReadonlyArray<string> = JobKind.literals
  const unknown = asked.filter((kind) => !known.includes(kind))
  if (asked.length > 0 && unknown.length === 0) return Either.right(new Set(asked))
  const problem = unknown.length > 0 ? `unknown kind of job: ${unknown.join(", ")}` : "names no kind of job"
  return Either.left(`${problem}; known are ${known.join(", ")}`)
}

const voicePairs = (text: string): Either.Either<ReadonlyMap<string, string>, string> => {
  const pairs = text.split(",").map((pair) => pair.trim()).filter((pair) => pair !== "")
  const read = pairs.map((pair) => /^([a-z]{2,3}(?:-[a-z0-9]+)*)=([a-z0-9_-]+(?::[a-z0-9_-]+)?)$/i.exec(pair))
  const wrong = pairs.find((_, at) => read[at] === null)
  return wrong === undefined
    ? Either.right(
      new Map(read.flatMap((pair) => pair === null ? [] : [[pair[1]?.toLowerCase() ?? "", pair[2] ?? ""]]))
    )
    : Either.left(`expected pairs such as de=thorsten, got ${wrong}`)
}

const voiceSpeed = (text: string): Either.Either<number, string> => {
  const speed = Number(text)
  return text.trim() !== "" && speed >= 0.5 && speed <= 2
    ? Either.right(speed)
    : Either.left(`expected a number from 0.5 to 2, got ${text}`)
}

const currency = (text: string): Either.Either<string, string> =>
  /^[A-Z]{3}$/.test(text) ? Either.right(text) : Either.left(`expected three letters such as EUR, got ${text}`)

const longToken = (text: string): Either.Either<string, string> =>
  /^\S{16,200}$/.test(text.trim())
    ? Either.right(text.trim())
    : Either.left("expected 16 to 200 characters without spaces; make one with: openssl rand -hex 24")

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
const place = {
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
      "Who sends it as `Authorization: Bearer` may read `/metrics` and the reasons of `/health/ready`, and nobody else.",
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

const tiktok = {
  tiktokClientKey: Setting.text({
    name: "CALLSHEET_TIKTOK_CLIENT_KEY",
    meaning: "The app's client key from TikTok's developer portal.",
    fallback: "none; required when live",
    readBy: members
  }),
  tiktokClientSecret: Setting.secret({
    name: "CALLSHEET_TIKTOK_CLIENT_SECRET",
    meaning: "The app's client secret. It also checks the signature of TikTok's webhooks.",
    fallback: "none; required when live",
    readBy: members
  }, Either.right),
  tiktokApiUrl: Setting.address({
    name: "CALLSHEET_TIKTOK_API_URL",
    meaning: "Base of TikTok's open API, or of a stand-in.",
    fallback: "TikTok's; in sandbox mode the built-in sandbox",
    readBy: owners
  }),
  tiktokAuthUrl: Setting.address({
    name: "CALLSHEET_TIKTOK_AUTH_URL",
    meaning: "The page on which a creator grants access.",
    fallback: "TikTok's; in sandbox mode the built-in sandbox",
    readBy: members
  }),
  userAgent: Setting.textOr({
    name: "CALLSHEET_USER_AGENT",
    meaning: "How Callsheet names itself in calls to TikTok and to a language model.",
    fallback: "`callsheet/` and the version",
    value: `callsheet/${VERSION}`,
    readBy: members
  }),
  httpProxy: Setting.secret({
    name: "CALLSHEET_HTTP_PROXY",
    meaning: "Proxy for calls to the outside. This machine itself is reached directly.",
    type: "`http://proxy:3128`",
    readBy: members
  }, proxyAddress)
}

const secrets = {
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

/** Providers of scripts and voices. */
const providers = {
  llmUrl: Setting.address({
    name: "CALLSHEET_LLM_URL",
    meaning: "An OpenAI-compatible chat endpoint that writes scripts.",
    fallback: "OpenRouter, where a key and a model are set",
    readBy: ["worker"]
  }),
  llmKey: Setting.secret(
    { name: "CALLSHEET_LLM_KEY", meaning: "Key of the chat endpoint.", readBy: ["worker"] },
    Either.right
  ),
  llmModel: Setting.text({
    name: "CALLSHEET_LLM_MODEL",
    meaning: "The model that writes scripts.",
    fallback: "none: scripts are written by rules, and say so",
    readBy: members
  }),
  ttsUrl: Setting.address({
    name: "CALLSHEET_TTS_URL",
    meaning: "An OpenAI-compatible speech endpoint.",
    fallback: "none: the local voice, else captions without speech",
    readBy: members
  }),
  ttsKey: Setting.secret(
    { name: "CALLSHEET_TTS_KEY", meaning: "Key of the speech endpoint.", readBy: ["worker"] },
    Either.right
  ),
  ttsModel: Setting.textOr({
    name: "CALLSHEET_TTS_MODEL",
    meaning: "The model of the speech endpoint.",
    fallback: "`tts-1`",
    value: "tts-1",
    readBy: ["worker"]
  }),
  ttsVoice: Setting.textOr({
    name: "CALLSHEET_TTS_VOICE",
    meaning: "The voice of the speech endpoint. The local voice goes by the language of a script.",
    fallback: "`alloy`",
    value: "alloy",
    readBy: ["worker"]
  }),
  voices: Setting.custom<ReadonlyMap<string, string>>({
    name: "CALLSHEET_VOICES",
    meaning: "Which installed voice speaks which language. `callsheet voice list` shows the voices.",
    type: "comma-separated pairs, such as `de=thorsten,en=kokoro:af_heart`",
    fallback: "the first installed voice that speaks a script's language",
    value: new Map(),
    readBy: ["worker", "command line"]
  }, voicePairs),
  voiceSpeed: Setting.custom({
    name: "CALLSHEET_VOICE_SPEED",
    meaning: "The pace of installed voices: 1 is a voice's own, 1.2 a fifth faster.",
    type: "number from 0.5 to 2",
    fallback: "`1`",
    value: 1,
    readBy: ["worker", "command line"]
  }, voiceSpeed)
}

/** Where pictures come from that the organisation has not got. */
const pictures = {
  pexelsKey: Setting.secret(
    { name: "CALLSHEET_PEXELS_KEY", meaning: "Key of Pexels: scenes show its photos and clips.", readBy: ["worker"] },
    Either.right
  ),
  pixabayKey: Setting.secret(
    {
      name: "CALLSHEET_PIXABAY_KEY",
      meaning: "Key of Pixabay, which is asked after Pexels.",
      readBy: ["worker"]
    },
    Either.right
  ),
  coverrKey: Setting.secret(
    { name: "CALLSHEET_COVERR_KEY", meaning: "Key of Coverr, which is asked after Pixabay.", readBy: ["worker"] },
    Either.right
  ),
  imageUrl: Setting.address({
    name: "CALLSHEET_IMAGE_URL",
    meaning: "An OpenAI-compatible endpoint that makes pictures for scenes that ask for one and get none elsewhere.",
    fallback: "none",
    readBy: ["worker"]
  }),
  imageKey: Setting.secret(
    { name: "CALLSHEET_IMAGE_KEY", meaning: "Key of the picture endpoint.", readBy: ["worker"] },
    Either.right
  ),
  imageModel: Setting.textOr({
    name: "CALLSHEET_IMAGE_MODEL",
    meaning: "The model of the picture endpoint.",
    fallback: "`gpt-image-1`",
    value: "gpt-image-1",
    readBy: ["worker"]
  }),
  videoUrl: Setting.address({
    name: "CALLSHEET_VIDEO_URL",
    meaning:
      "An endpoint with OpenAI's form of video jobs (`POST /videos`, `GET /videos/ID`, `/content`). It makes clips for scenes that ask for one and get none elsewhere.",
    fallback: "none",
    readBy: ["worker"]
  }),
  videoKey: Setting.secret(
    { name: "CALLSHEET_VIDEO_KEY", meaning: "Key of the video endpoint.", readBy: ["worker"] },
    Either.right
  ),
  videoModel: Setting.text({
    name: "CALLSHEET_VIDEO_MODEL",
    meaning: "The model of the video endpoint.",
    fallback: "none; needed with CALLSHEET_VIDEO_URL",
    readBy: ["worker"]
  })
}

const work = {
  ffmpegBin: Setting.text({
    name: "FFMPEG_BIN",
    meaning: "The ffmpeg to use. If it is unfit, the start says why and stops.",
    fallback: "the one npm installed, else the one on the PATH",
    readBy: ["worker"]
  }),
  renderConcurrency: Setting.wholeNumber({
    name: "CALLSHEET_RENDER_CONCURRENCY",
    meaning: "How many videos a worker renders at once.",
    least: 1,
    most: 64,
    value: Math.max(1, Math.floor(availableParallelism() / 2)),
    fallback: "half the cores, at least 1",
    readBy: ["worker"]
  }),
  renderQuality: Setting.choice({
    name: "CALLSHEET_RENDER_QUALITY",
    meaning: "`draft` renders in a hurry, with a coarser picture, for trials.",
    values: ["full", "draft"],
    value: "full",
    readBy: ["worker"]
  }),
  music: Setting.choice({
    name: "CALLSHEET_MUSIC",
    meaning: "Whether generated music, in the mood of the script, is laid under the voice.",
    values: ["bed", "none"],
    value: "bed",
    readBy: ["worker"]
  }),
  effects: Setting.choice({
    name: "CALLSHEET_EFFECTS",
    meaning: "Whether short sounds mark what happens on screen.",
    values: ["on", "off"],
    value: "on",
    readBy: ["worker"]
  }),
  jobKinds: Setting.custom<ReadonlySet<string>>({
    name: "CALLSHEET_JOB_KINDS",
    meaning: "The kinds of jobs this worker takes, so that some workers can render and others publish.",
    type: "comma-separated kinds",
    fallback: "all",
    value: new Set(JobKind.literals),
    readBy: ["worker"]
  }, jobKinds),
  shutdownGrace: Setting.duration({
    name: "CALLSHEET_SHUTDOWN_GRACE",
    meaning: "The longest a clean stop may take.",
    value: "25 seconds",
    readBy: owners
  })
}

const money = {
  currency: Setting.custom({
    name: "CALLSHEET_CURRENCY",
    meaning: "The currency of budgets and of the usage ledger.",
    type: "ISO 4217 code such as `EUR`",
    fallback: "`USD`",
    value: "USD",
    readBy: members
  }, currency),
  priceLlmInput: Setting.price({
    name: "CALLSHEET_PRICE_LLM_INPUT",
    meaning: "Price of 1,000 tokens sent to the language model. A price that the endpoint itself names goes first.",
    readBy: members
  }),
  priceLlmOutput: Setting.price({
    name: "CALLSHEET_PRICE_LLM_OUTPUT",
    meaning: "Price of 1,000 tokens the language model writes.",
    readBy: members
  }),
  priceVoiceSecond: Setting.price({
    name: "CALLSHEET_PRICE_VOICE_SECOND",
    meaning: "Price of one second of speech from the endpoint. The local voice costs nothing.",
    readBy: members
  }),
  pricePicture: Setting.price({
    name: "CALLSHEET_PRICE_PICTURE",
    meaning: "Price of one picture made by the endpoint in CALLSHEET_IMAGE_URL. Stock costs nothing.",
    readBy: members
  }),
  priceClip: Setting.price({
    name: "CALLSHEET_PRICE_CLIP",
    meaning: "Price of one clip made by the endpoint in CALLSHEET_VIDEO_URL.",
    readBy: members
  }),
  priceRender: Setting.price({
    name: "CALLSHEET_PRICE_RENDER",
    meaning: "Price of one rendered video.",
    readBy: members
  })
}

const watching = {
  logFormat: Setting.choice({
    name: "CALLSHEET_LOG_FORMAT",
    meaning: "How servers and workers write their log.",
    values: ["pretty", "json"],
    value: process.stderr.isTTY === true ? "pretty" : "json",
    fallback: "`pretty` on a terminal, else `json`",
    readBy: members
  }),
  logLevel: Setting.choice({
    name: "CALLSHEET_LOG_LEVEL",
    meaning: "The least important lines that are logged.",
    values: ["all", "trace", "debug", "info", "warning", "error", "fatal", "none"],
    value: "info",
    readBy: members
  }),
  otlpEndpoint: Setting.address({
    name: "OTEL_EXPORTER_OTLP_ENDPOINT",
    meaning: "A collector that takes traces, metrics and logs as OTLP over HTTP with JSON.",
    readBy: members
  })
}

const commandLine = {
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

/** The stand-in for TikTok reads these itself, because it knows nothing of Callsheet. */
const sandbox = {
  sandboxPort: Setting.port({
    name: "CALLSHEET_SANDBOX_PORT",
    meaning: "Where the sandbox TikTok listens. `callsheet up` takes the next free port when it is taken.",
    value: 4_401,
    readBy: everyone
  }),
  sandboxState: Setting.text({
    name: "CALLSHEET_SANDBOX_STATE",
    meaning: "File that keeps the sandbox's tokens and posts over a restart.",
    fallback: "none: they end with it; `callsheet up` keeps them in the data folder",
    readBy: ["sandbox"]
  }),
  sandboxClientKey: Setting.textOr({
    name: "CALLSHEET_SANDBOX_CLIENT_KEY",
    meaning: "The client key the sandbox accepts.",
    fallback: "`sandbox-key`",
    value: "sandbox-key",
    readBy: ["sandbox"]
  }),
  sandboxClientSecret: Setting.secret({
    name: "CALLSHEET_SANDBOX_CLIENT_SECRET",
    meaning: "The client secret the sandbox accepts.",
    fallback: "`sandbox-secret`",
    readBy: ["sandbox"]
  }, Either.right),
  sandboxToken: Setting.secret({
    name: "CALLSHEET_SANDBOX_TOKEN",
    meaning: "Who sends it as `Authorization: Bearer` may command the sandbox under `/sandbox/`.",
    type: "at least 16 characters without spaces",
    fallback: "none: nobody may; `callsheet up` makes one for each run, in `sandbox.token` in the data folder",
    readBy: ["sandbox"]
  }, longToken),
  sandboxConsent: Setting.secret({
    name: "CALLSHEET_SANDBOX_CONSENT",
    meaning: "The sandbox's consent page opens with `pass` of this value in its address alone. " +
      "Put it into `CALLSHEET_TIKTOK_AUTH_URL`: `…/v2/auth/authorize/?pass=VALUE`.",
    type: "at least 16 characters without spaces",
    fallback: "none: the page opens without it; `callsheet up` makes one for each run",
    readBy: ["sandbox"]
  }, longToken),
  sandboxWebhookUrl: Setting.address({
    name: "CALLSHEET_SANDBOX_WEBHOOK_URL",
    meaning: "Where the sandbox sends its webhooks.",
    readBy: ["sandbox"]
  })
}

/** Every variable that Callsheet reads, by the headings of the documentation. */
export const groups = {
  "Where things are": place,
  "TikTok": tiktok,
  "Secrets": secrets,
  "Scripts and voices": providers,
  "Pictures": pictures,
  "Work": work,
  "Prices": money,
  "Logs and telemetry": watching,
  "Command line": commandLine,
  "Sandbox": sandbox
} as const

/** The same by the names under which the code reads them. */
export const settings = {
  ...place,
  ...tiktok,
  ...secrets,
  ...providers,
  ...pictures,
  ...work,
  ...money,
  ...watching,
  ...commandLine,
  ...sandbox
} as const

export const allSettings: ReadonlyArray<Setting.Setting<unknown>> = Object.values(settings)

/** Variables of features that this release does not have. Setting one stops the start: it would change nothing. */
export const unsupported: ReadonlyArray<{ readonly prefix: string; readonly feature: string }> = [
  { prefix: "CALLSHEET_S3_", feature: "Object storage" },
  { prefix: "CALLSHEET_CLIP_", feature: "Generating clips" },
  { prefix: "CALLSHEET_SMTP_", feature: "Sending e-mail" },
  { prefix: "CALLSHEET_MAIL_", feature: "Sending e-mail" }
]

/** Variables of the project's own tests and scripts; no program of Callsheet reads them. */
export const forTests: ReadonlyArray<string> = ["CALLSHEET_TEST_", "CALLSHEET_CHAOS", "CALLSHEET_SYNC_MICROS"]

export const workers = {
  note: "The processes that decide and work. No org’s content is shown here.",
  up: "Up",
  upOf: (up: number, all: number) => `${up} of ${all}`,
  shards: "Shards owned",
  running: "Jobs under way",
  versions: "Releases",
  columns: {
    worker: "Worker",
    jobs: "Work",
    shards: (n: number) => `The ${n} shards, owned ones in ink`,
    do: "Do"
  },
  state: {
    up: "Up",
    gone: "Gone",
    draining: "Draining"
  },
  since: (version: string, since: string) => `${version}, since ${since}`,
  seen: (ago: string) => `seen ${ago} ago`,
  jobs: (n: number) => n === 1 ? "1 job runs" : `${n} jobs run`,
  takes: "Takes",
  takesAll: "every kind of work",
  ownedOf: (owned: number, all: number) => `${owned} of ${all} shards`,
  goneNote: "It has not reported any more. Its shards and its work go to the others.",
  drainingNote: "It takes nothing new and ends when its work is done.",
  drain: "Drain…",
  drainTitle: (name: string) => `Drain ${name}?`,
  drainNote: (n: number) =>
    `It takes nothing new, hands its shards over and stops. ${
      n === 0
        ? "It has no work now."
        : n === 1
        ? "Its one job comes to its end first."
        : `Its ${n} jobs come to their end first.`
    }`,
  drainLast: "No other worker is up: until one starts, nothing is made or posted.",
  drainDo: "Drain it",
  drained: (name: string) => `${name} drains.`,
  onlyOperators: "Operators of the installation drain workers.",
  none: "No worker is known.",
  noneNote: "Start one where Callsheet is installed.",
  foot: "Shards balance who decides; work goes to any worker with a free place."
}

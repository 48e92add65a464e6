/** What the server says. It speaks English, so only another language has its sentences here. */
export const server = {
  /** A sentence of the server in the language of the page; undefined where there is none. */
  sentence: (text: string): string | undefined => text,
  row: (n: string) => `row ${n}`,
  /** What an edit does, from its numbers. */
  effect: {
    consents: { approval: "the approval", release: "the release" } as Readonly<Record<string, string>>,
    voidsNothing: "It voids nothing.",
    voids: (consents: ReadonlyArray<string>) => `It voids ${consents.join(" and ")}.`,
    remakesNothing: "Nothing is made again.",
    remakesWhole: "The whole video is made again once it is approved.",
    joined: (seconds: string) => `No segment is made again; the video is put together again, about ${seconds} s.`,
    remakes: (segments: string, of: string, seconds: string) =>
      `${segments} of ${of} segments are made again, about ${seconds} s.`,
    buysNothing: "It buys nothing.",
    tokens: (n: string) => `about ${n} tokens`,
    speech: (seconds: string) => `about ${seconds} s of speech`,
    buys: (what: ReadonlyArray<string>) => `It buys ${what.join(" and ")}.`
  }
}

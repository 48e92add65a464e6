/**
 * What a program of this package was asked for. `parse` reads the command line; what cannot be meant ends the program with
 * its usage and exit code 2.
 */
export const readArguments = <A extends { readonly values: { readonly help?: boolean } }>(
  usage: string,
  parse: () => A
) => {
  const refuse = (what: string): never => {
    process.stderr.write(`${what}\n${usage}\n`)
    process.exit(2)
  }
  const readable = (): A => {
    try {
      return parse()
    } catch (error) {
      return refuse(error instanceof Error ? error.message : String(error))
    }
  }
  const read = readable()
  if (read.values.help === true) {
    process.stdout.write(`${usage}\n`)
    process.exit(0)
  }
  return {
    ...read,
    refuse,
    whole: (name: string, text: string, least = 0): number => {
      const value = Number(text)
      return text.trim() !== "" && Number.isSafeInteger(value) && value >= least
        ? value
        : refuse(`--${name} wants a whole number from ${least} on, not ${JSON.stringify(text)}.`)
    },
    share: (name: string, text: string): number => {
      const value = Number(text)
      return text.trim() !== "" && value >= 0 && value <= 1
        ? value
        : refuse(`--${name} wants a number between 0 and 1, not ${JSON.stringify(text)}.`)
    }
  }
}

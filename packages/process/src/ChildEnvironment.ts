/** What any program may need to find its files, its libraries and its language. None of it opens anything. */
const PASSED =
  /^(PATH|HOME|USER|LOGNAME|LANG|LANGUAGE|LC_[A-Z]+|TZ|TMPDIR|TMP|TEMP|(DY)?LD_(FALLBACK_)?LIBRARY_PATH|FONTCONFIG_(FILE|PATH)|ESPEAK_DATA_PATH|SYSTEMROOT|WINDIR|COMSPEC|PATHEXT)$/i

/**
 * The environment of a program that works on what others sent: an encoder, a voice, a reader of files. It gets none of our
 * settings but those that are named, so that a fault in it gives away no key, no token and no password.
 */
export const childEnvironment = (settings: ReadonlyArray<string> = []): Record<string, string> =>
  Object.fromEntries(
    Object.entries(process.env).flatMap(([name, value]) =>
      value !== undefined && (PASSED.test(name) || settings.includes(name)) ? [[name, value]] : []
    )
  )

/** What follows opens something by itself: a sign-in, a review, a consent. Logs and traces are read by others. */
const openers = ["/open/", "/review/", "/v1/review/", "/oauth/"]

/** Whether anyone who reads this address has what it opens: by its path, or by the signature in its query. */
export const opensByItself = (url: string): boolean =>
  openers.some((opener) => url.startsWith(opener)) || /[?&]sign=/.test(url)

/** A path as logs may have it. */
export const shownPath = (path: string): string => {
  const opener = openers.find((one) => path.startsWith(one))
  return opener === undefined ? path : `${opener}…`
}

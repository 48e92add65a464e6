/** `npm run chaos` asks for the long versions; `npm test` runs the short ones. */
export const isLong = process.env["CALLSHEET_CHAOS"] === "long"

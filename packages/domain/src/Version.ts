/** The version of every package here, as the outside sees it: User-Agent, `--version`, OpenAPI. */
export const VERSION = "0.1.0"

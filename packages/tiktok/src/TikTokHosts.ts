const TIKTOKS = /(^|\.)(tiktok|tiktokapis|tiktokv)\.com$/

/** Whether a name is one of TikTok's own; everything else is a stand-in. */
export const isTikToks = (hostname: string): boolean => TIKTOKS.test(hostname)

// Numbers and times as people say them.

const counted = new Intl.NumberFormat("en");

export const count = (number) => counted.format(number);

export const plural = (number, one, many = `${one}s`) => `${count(number)} ${number === 1 ? one : many}`;

/** A rough span, because an exact one would be a lie: `about 2 to 5 min`. */
export function etaWords(seconds) {
  if (seconds === null || seconds === undefined) return "";
  if (seconds < 15) return "a few seconds left";
  if (seconds < 60) return "less than a minute left";
  const unit = seconds < 5400 ? { seconds: 60, name: "min" } : { seconds: 3600, name: "h" };
  const low = Math.max(1, Math.round((0.7 * seconds) / unit.seconds));
  const high = Math.max(low, Math.ceil((1.5 * seconds) / unit.seconds));
  return low === high ? `about ${low} ${unit.name} left` : `about ${low} to ${high} ${unit.name} left`;
}

export function rateWords(perSecond) {
  if (perSecond < 0.05) return "0";
  return perSecond < 10 ? perSecond.toFixed(1) : count(Math.round(perSecond));
}

/** The time between two requests. */
export function pauseWords(seconds) {
  return seconds > 0 ? `${Number(seconds.toFixed(seconds < 10 ? 2 : 0))} s` : "none";
}

/** How often a host answered that it does not want us, or not now. */
export function turnedAwayWords({ answers_403, answers_429, answers_503 }) {
  const parts = [[answers_429, 429], [answers_503, 503], [answers_403, 403]];
  return parts.filter(([times]) => times > 0).map(([times, status]) => `${count(times)} × ${status}`).join(", ");
}

export function sizeWords(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

/** Where on its site an address lies; short enough for a caption. */
export const pathWords = (address) => addressWords(address).replace(/^[^/]*(?=\/)/, "") || "the start page";

/** The part of an address that people recognise: host and path, without the scheme. */
export function addressWords(address) {
  try {
    const url = new URL(address);
    return decodeURI(url.host + (url.pathname === "/" ? "" : url.pathname));
  } catch {
    return String(address);
  }
}

// What is searched for: kept in the address, so that it can be linked, shared and gone back to.

export const NOTHING = Object.freeze({ text: "", format: "", like: null, file: null });

/** A picture from the reader's disk is the one part that no address can hold. */
export function queryFromAddress(search) {
  const params = new URLSearchParams(search);
  const like = Number.parseInt(params.get("like") ?? "", 10);
  return { ...NOTHING, text: params.get("q") ?? "", format: params.get("format") ?? "", like: like > 0 ? like : null };
}

export function addressOfQuery(query) {
  const params = new URLSearchParams();
  if (query.text) params.set("q", query.text);
  if (query.like) params.set("like", query.like);
  if (query.format) params.set("format", query.format);
  const text = params.toString();
  return text ? `?${text}` : "";
}

export const isEmpty = (query) => !query.text && !query.like && !query.file;

/** An address typed instead of words means the picture that it leads to. */
export const isPictureAddress = (text) => /^https?:\/\/\S+$/i.test(text);

/** The body of a search request; a form with the file where one is given, else JSON. */
export function requestOf(query, { crawl, cursor, limit }) {
  const filters = query.format ? { format: [query.format] } : undefined;
  const words = isPictureAddress(query.text) ? { image: query.text } : { text: query.text || undefined };
  const body = { crawl, ...words, image: query.like ?? words.image, filters, limit, cursor: cursor || undefined };
  if (!query.file) return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...body, image: query.file })) {
    if (value === undefined) continue;
    form.append(name, typeof value === "object" && !(value instanceof File) ? JSON.stringify(value) : value);
  }
  return { body: form, headers: {} };
}

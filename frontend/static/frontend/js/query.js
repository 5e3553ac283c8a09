// What is searched for: kept in the address, so that it can be linked, shared and gone back to.

export const FILTERS = ["format", "size", "aspect", "color"];

export const NOTHING = Object.freeze({ text: "", like: null, file: null, sort: "", format: "", size: "", aspect: "", color: "" });

/** A picture from the reader's disk is the one part that no address can hold. */
export function queryFromAddress(search) {
  const params = new URLSearchParams(search);
  const like = Number.parseInt(params.get("like") ?? "", 10);
  const chosen = Object.fromEntries([...FILTERS, "sort"].map((name) => [name, params.get(name) ?? ""]));
  return { ...NOTHING, ...chosen, text: params.get("q") ?? "", like: like > 0 ? like : null };
}

export function addressOfQuery(query) {
  const params = new URLSearchParams();
  if (query.text) params.set("q", query.text);
  for (const name of ["like", ...FILTERS, "sort"]) {
    if (query[name]) params.set(name, query[name]);
  }
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** Nothing asked; filters alone are a question as well: all red pictures. */
export const isEmpty = (query) => addressOfQuery(query) === "" && !query.file;

/** An address typed instead of words means the picture that it leads to. */
export const isPictureAddress = (text) => /^https?:\/\/\S+$/i.test(text);

/** The body of a search request; a form with the file where one is given, else JSON. */
export function requestOf(query, { crawl, cursor, limit }) {
  const chosen = FILTERS.filter((name) => query[name]).map((name) => [name, [query[name]]]);
  const filters = chosen.length ? Object.fromEntries(chosen) : undefined;
  const words = isPictureAddress(query.text) ? { image: query.text } : { text: query.text || undefined };
  const image = query.like ?? words.image;
  const body = { crawl, ...words, image, filters, sort: query.sort || undefined, limit, cursor: cursor || undefined };
  if (!query.file) return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  const form = new FormData();
  for (const [name, value] of Object.entries({ ...body, image: query.file })) {
    if (value === undefined) continue;
    form.append(name, typeof value === "object" && !(value instanceof File) ? JSON.stringify(value) : value);
  }
  return { body: form, headers: {} };
}

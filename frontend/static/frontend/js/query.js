// What is searched for: kept in the address, so that it can be linked, shared and gone back to.

export const FILTERS = ["format", "size", "aspect", "color", "role", "section", "host", "has_alt", "duplicate"];
const YES_OR_NO = ["has_alt", "duplicate"];
const LIST_PARAMS = ["in", ...FILTERS];
export const VARIED = 0.5;
const UNLIKE_WEIGHT = -1;

export const NOTHING = Object.freeze({
  text: "",
  like: [],
  unlike: [],
  url: "",
  file: null,
  sort: "",
  isVaried: false,
  in: [],
  ...Object.fromEntries(FILTERS.map((name) => [name, []])),
});

/** A picture from the reader's disk is the one part that no address can hold. */
export function queryFromAddress(search) {
  const params = new URLSearchParams(search);
  const lists = Object.fromEntries(LIST_PARAMS.map((name) => [name, [...new Set(params.getAll(name).filter(Boolean))]]));
  const url = params.get("image") ?? "";
  return {
    ...NOTHING,
    ...lists,
    text: params.get("q") ?? "",
    like: numbersOf(params.getAll("like")),
    unlike: numbersOf(params.getAll("unlike")),
    url: isPictureAddress(url) ? url : "",
    sort: params.get("sort") ?? "",
    isVaried: params.get("varied") === "yes",
  };
}

export function addressOfQuery(query) {
  const params = new URLSearchParams();
  if (query.text) params.set("q", query.text);
  for (const name of ["like", "unlike", ...LIST_PARAMS]) for (const value of query[name]) params.append(name, value);
  if (query.url) params.set("image", query.url);
  if (query.sort) params.set("sort", query.sort);
  if (query.isVaried) params.set("varied", "yes");
  const text = params.toString();
  return text ? `?${text}` : "";
}

/** Nothing asked; filters alone are a question as well: all red pictures. Where to look and in which variety is none. */
export const isEmpty = (query) => addressOfQuery({ ...query, in: [], isVaried: false }) === "" && !query.file;

export const hasExample = (query) => Boolean(query.like.length || query.unlike.length || query.url || query.file);

export const hasFilters = (query) => FILTERS.some((name) => query[name].length);

/** An address typed instead of words means the picture that it leads to. */
export const isPictureAddress = (text) => /^https?:\/\/\S+$/i.test(text.trim());

/** A picture that was named is wanted now, and no longer unwanted; the other way round with `isUnwanted`. */
export function withExample(query, imageId, { isUnwanted = false } = {}) {
  const without = (list) => list.filter((id) => id !== imageId);
  const [into, from] = isUnwanted ? ["unlike", "like"] : ["like", "unlike"];
  return { ...query, [into]: [...without(query[into]), imageId].slice(-4), [from]: without(query[from]) };
}

export function withoutExample(query, imageId) {
  return { ...query, like: query.like.filter((id) => id !== imageId), unlike: query.unlike.filter((id) => id !== imageId) };
}

/** The filters as the API names them. */
export function filtersOf(query) {
  const given = FILTERS.filter((name) => query[name].length).flatMap((name) => {
    if (!YES_OR_NO.includes(name)) return [[name, query[name]]];
    return query[name].length === 1 ? [[name, query[name][0] === "1"]] : [];
  });
  return given.length ? Object.fromEntries(given) : undefined;
}

/** The pictures that it goes by, but for one from the reader's disk. */
export function examplesOf(query) {
  const liked = [...query.like, ...(query.url ? [query.url] : [])].map((image) => ({ image }));
  const examples = [...liked, ...query.unlike.map((image) => ({ image, weight: UNLIKE_WEIGHT }))];
  return examples.length ? examples : undefined;
}

/** The body of a search request; a form with the file where one is given, else JSON. */
export function requestOf(query, { crawl, cursor, limit }) {
  const where = query.in.includes("all") ? { crawls: "all" } : query.in.length ? { crawls: [crawl, ...query.in] } : { crawl };
  const body = {
    ...where,
    text: query.text || undefined,
    examples: examplesOf(query),
    filters: filtersOf(query),
    sort: query.sort || undefined,
    diversity: query.isVaried ? VARIED : undefined,
    limit,
    cursor: cursor || undefined,
  };
  if (!query.file) return { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
  return { body: formOf({ ...body, image: query.file }), headers: {} };
}

function formOf(body) {
  const form = new FormData();
  for (const [name, value] of Object.entries(body)) {
    if (value === undefined) continue;
    if (name === "crawls" && Array.isArray(value)) for (const one of value) form.append(name, one);
    else form.append(name, typeof value === "object" && !(value instanceof File) ? JSON.stringify(value) : value);
  }
  return form;
}

function numbersOf(texts) {
  return [...new Set(texts.map((text) => Number.parseInt(text, 10)).filter((number) => number > 0))].slice(0, 4);
}

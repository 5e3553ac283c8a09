// The wall of pictures that became searchable last.
import { make } from "./dom.js";

export class Wall {
  /** @param {HTMLElement} root @param {(imageId: number) => string} linkOf where a picture leads */
  constructor(root, linkOf) {
    this.root = root;
    this.linkOf = linkOf;
    this.tiles = new Map();
  }

  show(images) {
    const wanted = images.map((image) => this.tile(image));
    for (const [id, tile] of this.tiles) {
      if (wanted.includes(tile)) continue;
      tile.remove();
      this.tiles.delete(id);
    }
    wanted.forEach((tile, index) => {
      if (this.root.children[index] !== tile) this.root.insertBefore(tile, this.root.children[index] ?? null);
    });
  }

  tile(image) {
    const known = this.tiles.get(image.image_id);
    if (known) return known;
    const picture = make("img", { src: image.thumbnail_url, alt: image.alt || "", loading: "lazy", decoding: "async" });
    const label = image.alt ? `Find pictures like: ${image.alt}` : "Find pictures like this one";
    const link = make("a", { href: this.linkOf(image.image_id), "aria-label": label, class: "is-new" }, picture);
    const tile = make("li", {}, link);
    this.tiles.set(image.image_id, tile);
    return tile;
  }
}

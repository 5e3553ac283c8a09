// Pictures that come in from outside: pasted or dropped anywhere on the window, as files or as addresses.
import { isPictureAddress } from "./query.js";

/** @param {HTMLElement} veil shown while something is dragged over the window @param {{onFile: (file: File) => void, onAddress: (address: string) => void}} hooks */
export function picturesComeIn(veil, hooks) {
  document.addEventListener("paste", (event) => {
    const isField = event.target.closest?.("input, textarea");
    const file = [...event.clipboardData.files].find((one) => one.type.startsWith("image/"));
    const text = event.clipboardData.getData("text/plain").trim();
    if (file) hooks.onFile(file);
    else if (!isField && isPictureAddress(text)) hooks.onAddress(text);
    else return;
    event.preventDefault();
  });
  document.addEventListener("dragover", (event) => {
    if (!holdsPicture(event.dataTransfer)) return;
    event.preventDefault();
    veil.hidden = false;
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) veil.hidden = true;
  });
  document.addEventListener("drop", (event) => {
    veil.hidden = true;
    const [file] = event.dataTransfer.files;
    const address = event.dataTransfer.getData("text/uri-list").split(/\r?\n/)[0];
    if (file) hooks.onFile(file);
    else if (isPictureAddress(address)) hooks.onAddress(address);
    else return;
    event.preventDefault();
  });
}

const holdsPicture = (transfer) => transfer.types.includes("Files") || transfer.types.includes("text/uri-list");

// Photos are made smaller on the phone before they are sent; the server takes them as they are without this.
(() => {
  "use strict";
  const SMALL = 900 * 1024;
  const shrunk = async (file, side) => {
    if (!/^image\/(jpeg|png|webp)$/.test(file.type) || file.size < SMALL) return file;
    const picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    canvas.getContext("2d").drawImage(picture, 0, 0, canvas.width, canvas.height);
    const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.86));
    if (!blob || blob.size >= file.size) return file;
    return new File([blob], file.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg" });
  };
  for (const input of document.querySelectorAll("input[data-shrink]")) {
    input.addEventListener("change", async () => {
      if (!window.DataTransfer || !window.createImageBitmap) return;
      const side = Number(input.dataset.shrink) || 2000;
      const button = input.form.querySelector(".btn-primary");
      if (button) button.disabled = true;
      try {
        const box = new DataTransfer();
        for (const file of input.files) {
          try { box.items.add(await shrunk(file, side)); } catch { box.items.add(file); }
        }
        input.files = box.files;
      } finally { if (button) button.disabled = false; }
    });
  }
})();

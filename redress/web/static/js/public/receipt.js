// The receipt as a picture to keep; and the worker for the offline page.
(() => {
  "use strict";
  for (const button of document.querySelectorAll("[data-picture]")) {
    button.addEventListener("click", async () => {
      const box = document.getElementById("receipt");
      const canvas = document.createElement("canvas");
      canvas.width = 1080; canvas.height = 1440;
      const pen = canvas.getContext("2d");
      const font = getComputedStyle(document.body).fontFamily;
      const line = (text, y, size, weight = 400, colour = "#182226") => {
        pen.font = `${weight} ${size}px ${font}`; pen.fillStyle = colour; pen.textAlign = "center"; pen.fillText(text, 540, y, 980);
      };
      pen.fillStyle = "#ffffff"; pen.fillRect(0, 0, 1080, 1440);
      pen.fillStyle = "#0e5a6d"; pen.fillRect(0, 0, 1080, 16);
      line(document.querySelector(".top-name").innerText.replace(/\s+/g, " "), 120, 44, 600, "#0e5a6d");
      line(box.querySelector("h1").innerText, 230, 64, 700, "#1a6a3d");
      let y = 340;
      for (const pair of box.querySelectorAll(".receipt-codes > div")) {
        line(pair.querySelector("dt").innerText, y, 40, 400, "#4a575d");
        line(pair.querySelector("dd").innerText, y + 80, 72, 700);
        y += 180;
      }
      const qr = new Image();
      qr.src = box.querySelector("img").src;
      try { await qr.decode(); pen.drawImage(qr, 340, y - 20, 400, 400); } catch { /* the code is enough */ }
      line(box.querySelector(".tiny").innerText, y + 450, 32, 400, "#4a575d");
      canvas.toBlob((blob) => {
        const link = Object.assign(document.createElement("a"), { href: URL.createObjectURL(blob), download: button.dataset.picture + ".png" });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      });
    });
  }
  if ("serviceWorker" in navigator && (location.protocol === "https:" || location.hostname === "localhost" || location.hostname === "127.0.0.1")) {
    addEventListener("load", () => navigator.serviceWorker.register("/sw.js").catch(() => {}));
  }
})();

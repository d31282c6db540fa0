// Draws every figure from the specs inside the page, with Vega's expression interpreter, then says so on <html>.
const root = document.documentElement;
const config = JSON.parse(document.getElementById("figure-style").textContent);
const views = new Map();

async function draw(cell) {
  const live = cell.querySelector(".live");
  const spec = JSON.parse(document.getElementById(live.dataset.spec).textContent);
  try {
    const { view } = await vegaEmbed(live, spec, { config, ast: true, renderer: "svg", actions: false, defaultStyle: false, tooltip: { disableDefaultStyle: true } });
    views.set(cell.closest("figure").id, view);
  } catch (error) {
    cell.classList.add("still-only");
    console.error(error);
    throw error;
  }
}

function save(url, name) {
  const once = document.createElement("a");
  once.href = url;
  once.download = name;
  once.click();
}

async function offer(link) {
  const view = views.get(link.closest("figure").id);
  save(await view.toImageURL(link.dataset.as, 2), link.dataset.name + "." + link.dataset.as);
}

// Large tables are packed; hand them out as plain CSV where the browser can unpack.
async function unpack(event) {
  event.preventDefault();
  const packed = Uint8Array.from(atob(event.currentTarget.href.split(",")[1]), (c) => c.charCodeAt(0));
  const name = event.currentTarget.dataset.csv;
  const plain = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  save(URL.createObjectURL(await new Response(plain).blob()), name);
}

if ("DecompressionStream" in window) {
  for (const link of document.querySelectorAll("a[data-csv]")) link.addEventListener("click", unpack);
}

root.classList.add("live-figures");
Promise.all([...document.querySelectorAll(".cell")].map(draw)).then(() => {
  for (const link of document.querySelectorAll("button[data-as]")) {
    link.hidden = false;
    link.addEventListener("click", () => offer(link));
  }
  root.setAttribute("data-ready", "");
});

#include "kiosk/gallery/gallery_page.hpp"

namespace kerb::kiosk::gallery {
namespace {

constexpr std::string_view kBefore = R"(<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Kerb: every screen</title>
<style>
  :root { color-scheme: light dark; font: 16px system-ui, sans-serif; }
  body { margin: 0; }
  header { position: sticky; top: 0; display: flex; flex-wrap: wrap; gap: 1rem; align-items: center;
           padding: .8rem 1.5rem; background: Canvas; border-bottom: 1px solid #8884; z-index: 1; }
  h1 { font-size: 1.2rem; margin: 0 auto 0 0; }
  select, input { font: inherit; padding: .35rem .6rem; }
  main { display: grid; gap: 1.5rem; padding: 1.5rem;
         grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); }
  figure { margin: 0; }
  img { width: 100%; height: auto; border-radius: .5rem; box-shadow: 0 .2rem 1rem #0003; }
  figcaption { padding: .4rem .2rem; }
  a { color: inherit; }
</style>
<header>
  <h1>Kerb: every screen</h1>
  <label>Language <select id="language"></select></label>
  <label>Theme <select id="theme"></select></label>
  <label>Screen <input id="filter" type="search" placeholder="all"></label>
</header>
<main></main>
<script>
const shown = )";

constexpr std::string_view kAfter = R"(;
const find = (id) => document.getElementById(id);
for (const [id, words] of [["language", shown.languages], ["theme", shown.themes]])
  for (const word of words) find(id).add(new Option(word, word));
function draw() {
  const main = document.querySelector("main");
  main.replaceChildren();
  for (const screen of shown.screens.filter((name) => name.includes(find("filter").value.trim()))) {
    const file = `${find("language").value}/${find("theme").value}/${screen}.png`;
    const image = new Image(shown.width, shown.height);
    image.loading = "lazy";
    image.src = file;
    image.alt = screen;
    const link = document.createElement("a");
    link.href = file;
    link.append(image);
    const caption = document.createElement("figcaption");
    const words = document.createElement("a");
    words.href = file.replace(/png$/, "txt");
    words.textContent = "in words";
    caption.append(screen, " · ", words);
    const figure = document.createElement("figure");
    figure.append(link, caption);
    main.append(figure);
  }
}
for (const id of ["language", "theme", "filter"]) find(id).addEventListener("input", draw);
draw();
</script>
</html>
)";

}  // namespace

std::string gallery_page(std::string_view shown) {
  std::string page(kBefore);
  page.append(shown).append(kAfter);
  return page;
}

}  // namespace kerb::kiosk::gallery

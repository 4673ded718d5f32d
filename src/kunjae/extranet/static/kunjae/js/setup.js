// The first start: the short name of the hotel is proposed while its English name is typed, until somebody types their own.
(() => {
  const name = document.getElementById("id_name_en");
  const slug = document.getElementById("id_slug");
  if (!name || !slug) return;
  const proposed = (text) =>
    text
      .normalize("NFKD")
      .replace(/[^\x20-\x7e]/g, "")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .replace(/^-+|-+$/g, "")
      .slice(0, 50)
      .replace(/-+$/, "");
  const show = () => {
    slug.placeholder = proposed(name.value) || "hotel";
  };
  name.addEventListener("input", show);
  show();
})();

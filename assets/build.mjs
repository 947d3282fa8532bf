// Builds everything that the pages load into build/static/. No fonts and no crest are copied: those belong to GOV.UK.
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import * as sass from "sass";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const govuk = path.join(root, "node_modules", "govuk-frontend", "dist", "govuk");
const out = path.join(root, "build", "static");

const compiled = sass.compile(path.join(root, "assets", "coprod.scss"), {
  loadPaths: [path.join(root, "node_modules")],
  style: "compressed",
  quietDeps: true,
});
// The footer's style names the royal crest as its picture. Our footer shows none, and the file is not ours to copy.
const css = compiled.css.replace(/url\("?[^")]*govuk-crest\.svg"?\)/g, "none");
if (/@font-face|GDS Transport|govuk-crest/i.test(css)) {
  throw new Error("The style sheet names a GOV.UK font or crest, which only gov.uk services may use.");
}

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
await writeFile(path.join(out, "coprod.css"), css);

// The source map is not shipped, so the comment that points at it goes too.
const components = await readFile(path.join(govuk, "govuk-frontend.min.js"), "utf8");
await writeFile(path.join(out, "govuk-frontend.min.js"), components.replace(/\n?\/\/# sourceMappingURL=.*\s*$/, "\n"));

for (const name of ["app.js", "favicon.svg"]) {
  await copyFile(path.join(root, "assets", name), path.join(out, name));
}

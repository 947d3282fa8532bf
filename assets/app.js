// Every page works without this file; it only makes pages that work pleasanter.
import { initAll } from "./govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();

// A form sent twice by an impatient thumb would be refused as a duplicate: hold the button for a moment.
document.addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button || !button.hasAttribute("data-once")) return;
  setTimeout(() => button.setAttribute("aria-disabled", "true"), 0);
  setTimeout(() => button.removeAttribute("aria-disabled"), 4000);
});

// Pages that ask to be printed carry a button which is hidden where there is no script.
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// Parts that htmx swaps in bring components of their own.
document.addEventListener("htmx:afterSwap", (event) => initAll({ scope: event.detail.target }));

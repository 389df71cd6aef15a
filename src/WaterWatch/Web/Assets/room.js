// @ts-check
// A slider beside the field "as known at": the incident's time under a finger. Without script the field asks the same.
import { wallOf } from "./series.js";

const STEPS = 400;

/** Made again with each new live part, from the field in it. */
function put() {
    const field = /** @type {HTMLInputElement | null} */ (document.getElementById("ask-known"));
    if (!field || document.getElementById("slide-known")) {
        return;
    }

    // By the river's wall clock throughout, as the field is.
    const wall = wallOf(field.dataset.zone ?? "UTC");
    const from = wall.of(Date.parse(field.dataset.from ?? ""));
    const to = wall.of(Date.parse(field.dataset.to ?? ""));
    if (!(to > from)) {
        return;
    }

    const slider = document.createElement("input");
    const step = Math.max(1_000, Math.ceil((to - from) / STEPS / 1_000) * 1_000);
    Object.assign(slider, { type: "range", id: "slide-known", min: String(from), max: String(from + Math.ceil((to - from) / step) * step), step: String(step) });
    slider.value = String(field.value ? Date.parse(`${field.value}Z`) : to);
    slider.setAttribute("aria-label", field.dataset.words ?? "");
    slider.setAttribute("aria-valuetext", field.value);
    slider.addEventListener("input", () => {
        field.value = new Date(Number(slider.value)).toISOString().slice(0, 19);
        slider.setAttribute("aria-valuetext", field.value);
    });
    slider.addEventListener("change", () => field.form?.requestSubmit());
    field.after(slider);
}

put();
document.addEventListener("waterwatch:changed", put);

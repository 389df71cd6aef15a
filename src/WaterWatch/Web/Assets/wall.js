// @ts-check
// A tone when something new needs an answer. Off until somebody switches it on: browsers allow no other way.

const button = /** @type {HTMLButtonElement | null} */ (document.getElementById("sound"));

/** @type {AudioContext | null} */
let audio = null;
let before = unanswered();

/**
 * What nobody has answered yet, each by its key.
 * @returns {Set<string>}
 */
function unanswered() {
    const top = /** @type {HTMLElement | null} */ (document.querySelector("[data-unanswered]"));
    return new Set((top?.dataset.unanswered ?? "").split(" ").filter(key => key));
}

function sound() {
    if (!audio) {
        return;
    }

    for (const [start, pitch] of [[0, 880], [0.35, 660], [0.7, 880]]) {
        const tone = new OscillatorNode(audio, { frequency: pitch, type: "triangle" });
        tone.connect(audio.destination);
        tone.start(audio.currentTime + start);
        tone.stop(audio.currentTime + start + 0.25);
    }
}

if (button) {
    button.hidden = false;
    button.addEventListener("click", () => {
        audio = audio ? (void audio.close(), null) : new AudioContext();
        button.setAttribute("aria-pressed", String(audio !== null));
        sound();
    });
}

document.addEventListener("waterwatch:changed", () => {
    const now = unanswered();
    if ([...now].some(key => !before.has(key))) {
        sound();
    }

    before = now;
});

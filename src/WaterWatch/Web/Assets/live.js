// @ts-check
// Keeps the live part of a page new: fetched again when something was committed, and every 20 seconds, since ages grow. Of what is hidden the latter alone. A page without script stays as it was sent.

const LEAST_PAUSE = 400;
const AT_LEAST_EVERY = 20_000;
const OLD_AFTER = 45_000;
const LONGEST = 15_000;

const part = /** @type {HTMLElement | null} */ (document.querySelector("[data-live]"));
const stale = /** @type {HTMLElement | null} */ (document.getElementById("stale"));

let tag = "";
let newest = Date.now();
let seenSince = newest;
let wanted = false;
let running = false;

/** @returns {Promise<void>} */
async function refresh() {
    if (!part || running) {
        wanted = true;
        return;
    }

    running = true;
    wanted = false;
    try {
        const address = new URL(location.href);
        address.searchParams.set("part", "live");
        address.hash = "";
        const answer = await fetch(address, { headers: tag ? { "If-None-Match": tag } : {}, cache: "no-store", signal: AbortSignal.timeout(LONGEST) });
        if (answer.status === 401) {
            // Signed out meanwhile: whoever sits here is asked to sign in.
            location.reload();
            return;
        }

        if (answer.status === 200) {
            tag = answer.headers.get("ETag") ?? "";
            put(await answer.text());
        }

        if (answer.ok || answer.status === 304) {
            newest = Date.now();
        }
    } catch {
        // Said by what grows old, below.
    } finally {
        running = false;
        setTimeout(() => wanted && refresh(), LEAST_PAUSE);
    }

    showAge();
}

/**
 * Puts new content in, and the keyboard back where it was. What is marked data-keep (and has an id) is no part of what is sent: a script of the page has made it, such as a
 * chart, and it stands again where it stood.
 * @param {string} html
 */
function put(html) {
    if (!part) {
        return;
    }

    const focused = document.activeElement instanceof HTMLElement && part.contains(document.activeElement) ? document.activeElement.id : "";
    const before = new Map([...part.querySelectorAll("details")].map(d => [d.id, d.open]));
    const kept = [...part.querySelectorAll("[data-keep]")];
    part.innerHTML = html;
    for (const old of kept) {
        const fresh = document.getElementById(old.id);
        if (fresh && part.contains(fresh)) {
            fresh.replaceWith(old);
        }
    }

    part.querySelectorAll("details").forEach(d => { d.open = before.get(d.id) ?? d.open; });
    if (focused) {
        document.getElementById(focused)?.focus({ preventScroll: true });
    }

    document.dispatchEvent(new CustomEvent("waterwatch:changed"));
}

/** Whoever comes back to a page that slept is not told of a lost connection before it had time to ask. */
function showAge() {
    if (stale) {
        stale.hidden = Date.now() - newest < OLD_AFTER || Date.now() - seenSince <= LONGEST;
    }
}

/** What is typed must not be lost under somebody's hands. */
function isTyping() {
    return document.activeElement instanceof HTMLElement && !!part?.contains(document.activeElement) && document.activeElement.matches("input, textarea, select");
}

/** @returns {EventSource} */
function listen() {
    const source = new EventSource("/api/v1/live");
    source.addEventListener("batch", event => {
        document.dispatchEvent(new CustomEvent("waterwatch:batch", { detail: JSON.parse(event.data) }));
        isTyping() || refresh();
    });
    source.addEventListener("listening", () => {
        document.dispatchEvent(new CustomEvent("waterwatch:listening"));
        isTyping() || refresh();
    });
    return source;
}

/** @type {EventSource | null} */
let events = null;

/** A browser has six connections to a host, for all its tabs together: a page that nobody sees gives its own back, and asks now and then. */
function follow() {
    if (document.hidden) {
        events?.close();
        events = null;
    } else if (!events || events.readyState === EventSource.CLOSED) {
        // A browser comes back by itself after a lost connection, but not after an answer such as 503.
        events = listen();
    }
}

if (part) {
    follow();
    setInterval(() => {
        follow();
        isTyping() || refresh();
    }, AT_LEAST_EVERY);
    setInterval(showAge, 5_000);
    document.addEventListener("visibilitychange", () => {
        follow();
        if (!document.hidden) {
            seenSince = Date.now();
            showAge();
            isTyping() || refresh();
        }
    });
}

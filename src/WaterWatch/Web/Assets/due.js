// @ts-check
// When something that can be seen is fetched anew: at once, or a while after it last was. No page in here, and the clock is given.

/** @typedef {{now: () => number, later: (act: () => void, milliseconds: number) => void}} Clock */

/** @type {Clock} */
const WALL = { now: () => Date.now(), later: (act, milliseconds) => { setTimeout(act, milliseconds); } };

/** One thing that is fetched again and again. It is never fetched while nobody sees it, and then as soon as somebody does. */
export class Due {
    /**
     * @param {() => void} fetch
     * @param {Clock} clock
     */
    constructor(fetch, clock = WALL) {
        this.fetch = fetch;
        this.clock = clock;
        this.isSeen = false;
        this.isWanted = true;
        this.isWaiting = false;
        this.fetchedAt = 0;
    }

    /** @param {boolean} isSeen */
    seen(isSeen) {
        this.isSeen = isSeen;
        this.turn();
    }

    want() {
        this.isWanted = true;
        this.turn();
    }

    /** It came to nothing: wanted still, but not over and over. */
    failed() {
        this.isWanted = true;
    }

    /**
     * Once, however many ask meanwhile.
     * @param {number} pause milliseconds after it was fetched last
     */
    soon(pause) {
        if (!this.isWaiting) {
            this.isWaiting = true;
            this.clock.later(() => { this.isWaiting = false; this.want(); }, Math.max(0, this.fetchedAt + pause - this.clock.now()));
        }
    }

    turn() {
        if (this.isSeen && this.isWanted) {
            this.isWanted = false;
            this.fetchedAt = this.clock.now();
            this.fetch();
        }
    }
}

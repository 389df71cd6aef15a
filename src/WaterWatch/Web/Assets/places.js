// @ts-check
// Which names on a map have room: no page and no map in here.

/**
 * @typedef {"right" | "left" | "below" | "above" | "below-right" | "above-right" | "below-left" | "above-left" | "low" | "high" | "lower" | "higher"} Side where a
 *   name stands, seen from its shape; low and high ones further off, at the end of a line
 * @typedef {{x: number, y: number, half: number, width: number, height: number, rank: number}} Named the middle and half the size of a shape, and the size of its name; all in pixels.
 *   The lowest rank has the first choice
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

/** @type {Side[]} */
const SIDES = ["right", "left", "below", "above", "below-right", "above-right", "below-left", "above-left", "high", "low", "higher", "lower"];

/** How far off a name at the end of a line stands, pixels; as in the style sheet. */
const FAR = { low: 32, high: 32, lower: 64, higher: 64 };

/**
 * A side for each name, or none where it would lie on a shape, on another name or outside: in the order of their ranks, so that of two too close the graver one is read.
 * @param {Named[]} all
 * @param {{width: number, height: number}} frame what is to be seen
 * @returns {(Side | null)[]} as many as there are names, in their order
 */
export function sidesOf(all, frame) {
    const taken = all.map(({ x, y, half }) => ({ left: x - half, top: y - half, right: x + half, bottom: y + half }));
    /** @type {(Side | null)[]} */
    const sides = all.map(() => null);
    const order = all.map((_, index) => index).sort((a, b) => all[a].rank - all[b].rank || a - b);
    for (const index of order) {
        for (const side of SIDES) {
            const box = boxOf(all[index], side);
            const isInside = box.left >= 0 && box.top >= 0 && box.right <= frame.width && box.bottom <= frame.height;
            if (isInside && !taken.some((other, i) => i !== index && overlap(other, box))) {
                sides[index] = side;
                taken.push(box);
                break;
            }
        }
    }

    return sides;
}

/**
 * @param {Named} at
 * @param {Side} side
 * @returns {Box}
 */
function boxOf({ x, y, half, width, height }, side) {
    const left = side.endsWith("right") ? x + half : side.endsWith("left") ? x - half - width : x - width / 2;
    const far = half + (FAR[/** @type {keyof typeof FAR} */ (side)] ?? 0);
    const top = /^(below|low)/.test(side) ? y + far : /^(above|high)/.test(side) ? y - far - height : y - height / 2;
    return { left, top, right: left + width, bottom: top + height };
}

/**
 * @param {Box} a
 * @param {Box} b
 */
function overlap(a, b) {
    return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

/**
 * How far aside each stands where several are at one point, in shapes: two are half a shape left and right of it.
 * @param {[number, number][]} points
 * @returns {number[]}
 */
export function asides(points) {
    const keys = points.map(p => p.join(" "));
    return keys.map((key, index) => keys.slice(0, index).filter(k => k === key).length - (keys.filter(k => k === key).length - 1) / 2);
}

// @ts-check
// What a chart draws, out of what the server answers: no page and no clock in here.

/** More single samples than these are not fetched: spans of time are drawn instead. */
export const MOST_SINGLES = 1_500;

/** Further apart than so many times as expected, and nobody knows what was between. */
const GAP_FROM = 2.5;

/** Of a span with fewer samples than this share of those expected a part was silent: it stands alone. */
const WHOLE_FROM = 0.6;

/**
 * @typedef {{station: string, source: string, determinand: string, fraction: string, taken_at: string, period_s: number, received_at: string, value: number, qualifier: string,
 *   unit: string, mark: string, flag: number, flag_tests: string[], judged: string, why: string, limit_ref: string, recorded_at: string}} Reading
 * @typedef {{source: string, taken_at: string, period_s: number, series_period_s: number, count: number, min: number | null, mean: number | null, max: number | null, unit: string, flag: number,
 *   left_out: number, marked: number, censored: number}} Bucket
 * @typedef {{at: number, value: number, reading: Reading, was: Reading[], isOut: boolean, bound: "" | "<" | ">"}} Single
 * @typedef {{at: number, length: number, bucket: Bucket}} Span
 * @typedef {{bound: number, atMost: boolean, name: string, means: string}} Limit
 */

/**
 * @template T
 * @typedef {{source: string, period: number, points: T[]}} Series
 */

/** Kept and shown, and not of the water: the instrument said so itself, or the number cannot have been measured. @param {Reading} reading */
export function isOut(reading) {
    return "FMSDCB".includes(reading.mark) && reading.mark !== "" || reading.flag === 4 || reading.flag === 9;
}

/**
 * The newest version of each sample, by instrument, in the order of time.
 * @param {Reading[]} readings every version of each, in the order of their recording
 * @returns {Series<Single>[]}
 */
export function singles(readings) {
    /** @type {Map<string, Series<Single>>} */
    const all = new Map();
    for (const reading of readings) {
        const key = `${reading.period_s} ${reading.source}`;
        const series = all.get(key) ?? { source: reading.source, period: reading.period_s, points: [] };
        all.set(key, series);
        const at = Date.parse(reading.taken_at);
        const last = series.points[series.points.length - 1];
        const was = last?.at === at ? [...last.was, last.reading] : [];
        const bound = reading.qualifier === "<" ? "<" : reading.qualifier === ">" || reading.mark === "T" ? ">" : "";
        const point = { at, value: reading.value, reading, was, isOut: isOut(reading), bound: /** @type {Single["bound"]} */ (bound) };
        series.points.splice(was.length > 0 ? -1 : series.points.length, was.length > 0 ? 1 : 0, point);
    }

    return [...all.values()];
}

/**
 * @param {Bucket[]} buckets series by series, then by time
 * @returns {Series<Span>[]}
 */
export function spans(buckets) {
    /** @type {Map<string, Series<Span>>} */
    const all = new Map();
    for (const bucket of buckets) {
        const key = `${bucket.series_period_s} ${bucket.source}`;
        const series = all.get(key) ?? { source: bucket.source, period: bucket.series_period_s, points: [] };
        all.set(key, series);
        series.points.push({ at: Date.parse(bucket.taken_at), length: bucket.period_s * 1000, bucket });
    }

    return [...all.values()];
}

/**
 * What is usual between neighbours, milliseconds, for what is expected at no interval.
 * @param {{at: number}[]} points
 */
export function usual(points) {
    const apart = points.slice(1).map((p, i) => p.at - points[i].at).sort((a, b) => a - b);
    return apart.length === 0 ? 0 : apart[Math.floor(apart.length / 2)];
}

/**
 * Where the line must not go on from one single sample to the next.
 * @param {{at: number}} from
 * @param {{at: number}} to
 * @param {number} interval milliseconds
 */
export function isGap(from, to, interval) {
    return interval > 0 && to.at - from.at > GAP_FROM * interval;
}

/**
 * The same for spans: also where one of them has too few samples for the station to have spoken all through it.
 * @param {Span} from
 * @param {Span} to
 * @param {number} interval milliseconds; 0 when none is known
 */
export function isGapOfSpans(from, to, interval) {
    const whole = (/** @type {Span} */ span) => interval === 0 || interval >= span.length || span.bucket.count * interval >= WHOLE_FROM * span.length;
    return to.at - from.at > Math.max(1.5 * from.length, GAP_FROM * interval) || !whole(from) || !whole(to);
}

/**
 * The level of a value by its multiple of the limit, as the service has it.
 * @param {number} ratio
 * @param {{blue: number, orange: number, red: number} | null} rule
 */
export function levelOf(ratio, rule) {
    return rule === null ? (ratio > 1 ? "Yellow" : "Compliant")
        : ratio >= rule.red ? "Red" : ratio >= rule.orange ? "Orange" : ratio > 1 ? "Yellow" : ratio >= rule.blue ? "Blue" : "Compliant";
}

/**
 * The upper limit that samples are coloured by; Infinity without any. What is for means alone says nothing of a sample.
 * @param {Limit[]} limits
 */
export function strictestOf(limits) {
    return Math.min(...limits.filter(l => l.atMost && !l.means).map(l => l.bound));
}

/**
 * The river's clock, whatever that of whoever looks says: instants become milliseconds of a wall clock, which a chart takes for UTC, and back.
 * @param {string} zone
 */
export function wallOf(zone) {
    const format = new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", hour: "numeric", minute: "numeric", second: "numeric" });
    /** @type {Map<number, number>} */
    const known = new Map();
    /** @param {number} at */
    function offset(at) {
        const hour = Math.floor(at / 3_600_000);
        let found = known.get(hour);
        if (found === undefined) {
            const parts = Object.fromEntries(format.formatToParts(hour * 3_600_000).map(p => [p.type, Number(p.value)]));
            found = Date.UTC(parts.year, parts.month - 1, parts.day, parts.hour, parts.minute, parts.second) - hour * 3_600_000;
            known.set(hour, found);
        }

        return found;
    }

    return {
        /** @param {number} at */
        of: at => at + offset(at),
        /** @param {number} wall */
        back: wall => wall - offset(wall - offset(wall)),
    };
}

/** The next number with two digits, so that the axis ends on a plain one. @param {number} value */
function roundUp(value) {
    const step = 10 ** (Math.floor(Math.log10(Math.abs(value) || 1)) - 1);
    return Number((Math.ceil(Number((value / step).toPrecision(9))) * step).toPrecision(3));
}

/**
 * Where the axis ends: above all that is drawn and all limits.
 * @param {Reading[]} readings
 * @param {Bucket[]} buckets
 * @param {number[]} bounds
 */
export function topOf(readings, buckets, bounds) {
    const values = [...readings.filter(r => !isOut(r)).map(r => r.value), ...buckets.flatMap(b => b.max === null ? [] : [b.max])];
    return roundUp(Math.max(...values.map(v => v + 0.04 * Math.abs(v)), ...bounds.map(b => b * 1.12), values.length + bounds.length === 0 ? 1 : -Infinity));
}

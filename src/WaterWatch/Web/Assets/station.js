// @ts-check
// Draws the charts of a station's page. Each stands in a box that live.js leaves alone, asks the server for what its width can show, and again when its station was heard.
import { Due } from "./due.js";
import { MOST_SINGLES, isGap, isGapOfSpans, levelOf, singles, spans, strictestOf, topOf, usual, wallOf } from "./series.js";

/**
 * @typedef {{station: string, determinand: string, fraction: string, unit: string, interval: number | null, limits: import("./series.js").Limit[], levels: {blue: number, orange: number, red: number} | null}} Config
 * @typedef {{readings: import("./series.js").Reading[] | null, buckets: import("./series.js").Bucket[] | null}} Answer
 */

const DAY = 86_400_000;
const POINTS = 800;
/** A chart of days is drawn again at once, one of years need not be. */
const PAUSE = 2_000;
const PAUSE_OF_LONG = 15_000;
const CROSS = "path://M0,0L2,0L5,3.6L8,0L10,0L6,5L10,10L8,10L5,6.4L2,10L0,10L4,5Z";

const library = /** @type {typeof import("echarts")} */ (/** @type {any} */ (globalThis).echarts);
const bar = /** @type {HTMLElement} */ (document.getElementById("ranges"));
const words = JSON.parse(bar.dataset.words ?? "{}");
const wall = wallOf(bar.dataset.zone ?? "UTC");

/** What all charts show: the last days up to now (0: all), or from an instant to another. @type {{days: number, from?: number, to?: number}} */
let shown = { days: 3 };

/** @type {Map<string, Chart>} */
const charts = new Map();

const now = () => Date.parse(/** @type {HTMLTimeElement | null} */ (document.getElementById("now"))?.dateTime ?? new Date().toISOString());

/** @returns {{from: number | null, to: number}} */
const range = () => shown.from !== undefined && shown.to !== undefined ? { from: shown.from, to: shown.to } : { from: shown.days === 0 ? null : now() - shown.days * DAY, to: now() };

/** @param {string} name */
const colour = name => getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

class Chart {
    /** @param {HTMLElement} box */
    constructor(box) {
        this.box = box;
        this.chart = library.init(box, null, { renderer: "canvas" });
        this.due = new Due(() => void this.load());
        /** @type {AbortController | null} */
        this.asking = null;
        /** @type {Answer} */
        this.answer = { readings: [], buckets: null };
        new ResizeObserver(() => this.chart.resize()).observe(box);
        new IntersectionObserver(seen => this.due.seen(seen.some(s => s.isIntersecting)), { rootMargin: "300px" }).observe(box);
        this.chart.on("datazoom", () => this.zoomed());
    }

    /** @returns {Config} */
    get config() {
        return JSON.parse(/** @type {HTMLElement} */ (this.box.closest("[data-chart]")).dataset.chart ?? "{}");
    }

    async load() {
        this.asking?.abort();
        const asking = this.asking = new AbortController();
        try {
            this.answer = await fetchReadings(this.config, asking.signal);
            this.draw("");
        } catch (fault) {
            if (!asking.signal.aborted) {
                this.due.failed();
                this.draw(words.failed);
            }
        }
    }

    /** @param {string} trouble */
    draw(trouble) {
        this.chart.setOption(optionOf(this.config, this.answer, trouble), { notMerge: true });
    }

    /** Moved or zoomed by hand: all charts follow, and are drawn anew from what the server has for that time. */
    zoomed() {
        const axis = /** @type {any} */ (this.chart).getModel().getComponent("xAxis", 0).axis.scale.getExtent();
        clearTimeout(zooming);
        zooming = setTimeout(() => show({ days: -1, from: wall.back(axis[0]), to: wall.back(axis[1]) }), 250);
    }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let zooming;

/**
 * @param {Config} config
 * @param {AbortSignal} signal
 * @returns {Promise<Answer>}
 */
async function fetchReadings(config, signal) {
    const { from, to } = range();
    /** @param {Record<string, string>} more */
    const ask = async more => {
        const query = new URLSearchParams({ determinand: config.determinand, fraction: config.fraction, ...more });
        from !== null && query.set("from", new Date(from).toISOString());
        shown.to !== undefined && query.set("to", new Date(to).toISOString());
        const answer = await fetch(`/api/v1/stations/${encodeURIComponent(config.station)}/readings?${query}`, { signal });
        if (!answer.ok) {
            throw new Error(String(answer.status));
        }

        return answer.json();
    };

    let few = from !== null && config.interval !== null && (to - from) / (config.interval * 1000) <= MOST_SINGLES;
    if (!few) {
        const buckets = (await ask({ points: String(POINTS) })).items;
        few = buckets.reduce((/** @type {number} */ sum, /** @type {{count: number}} */ b) => sum + b.count, 0) <= MOST_SINGLES;
        if (!few) {
            return { readings: null, buckets };
        }
    }

    const page = await ask({ limit: String(2 * MOST_SINGLES) });
    return page.next === null ? { readings: page.items, buckets: null } : { readings: null, buckets: (await ask({ points: String(POINTS) })).items };
}

/**
 * @param {Config} config
 * @param {Answer} answer
 * @param {string} trouble
 * @returns {any}
 */
function optionOf(config, answer, trouble) {
    const { from, to } = range();
    const [ink, muted, line, water, card] = ["ink", "muted", "line", "water", "card"].map(colour);
    const strictest = strictestOf(config.limits);
    /** @param {number} value */
    const colourAt = value => {
        const level = Number.isFinite(strictest) ? levelOf(value / strictest, config.levels) : "";
        return config.levels && level && level !== "Compliant" && level !== "Blue" ? colour(level) : water;
    };
    const series = answer.readings ? singles(answer.readings).flatMap(s => ofSingles(config, s, colourAt, card, muted)) : spans(answer.buckets ?? []).flatMap(s => ofSpans(config, s, colourAt, water, card, muted));
    const isEmpty = series.every(s => s.data.length === 0);
    const bounds = config.limits.map(l => l.bound);
    const top = topOf(answer.readings ?? [], answer.buckets ?? [], bounds);
    return {
        animation: false,
        useUTC: true,
        textStyle: { fontFamily: getComputedStyle(document.body).fontFamily },
        grid: { left: 8, right: 14, top: 26, bottom: 8, containLabel: true },
        title: isEmpty || trouble ? { text: trouble || words.none, left: "center", top: "middle", textStyle: { color: muted, fontSize: 14, fontWeight: "normal" } } : undefined,
        xAxis: {
            type: "time", min: from === null ? undefined : wall.of(from), max: wall.of(to),
            axisLine: { lineStyle: { color: muted } }, axisLabel: { color: muted, hideOverlap: true, formatter: { day: "{MM}-{dd}", month: "{yyyy}-{MM}", year: "{yyyy}" } }, splitLine: { show: true, lineStyle: { color: line } },
        },
        yAxis: [
            {
                type: "value", name: config.unit, nameLocation: "end", nameGap: 10, nameTextStyle: { color: muted, align: "left" }, scale: !config.levels, axisLabel: { color: muted }, splitLine: { lineStyle: { color: line } },
                max: top,
                min: config.levels ? 0 : (/** @type {{min: number}} */ v) => Number.isFinite(v.min) ? Math.floor(Math.min(v.min, ...bounds)) : 0,
            },
            { type: "value", min: 0, max: 1, show: false },
        ],
        dataZoom: [{ type: "inside", filterMode: "none", zoomOnMouseWheel: "ctrl", moveOnMouseWheel: false, preventDefaultMouseMove: false }],
        tooltip: { trigger: "item", confine: true, backgroundColor: card, borderColor: line, textStyle: { color: ink, fontSize: 13 }, formatter: (/** @type {any} */ p) => p.data?.tell ? told(p.data.tell()) : "" },
        series: [{ type: "line", data: [], silent: true, markLine: limitLines(config, ink), markArea: levelBands(config, strictest, top) }, ...series],
    };
}

/**
 * @param {Config} config
 * @param {string} ink
 */
function limitLines(config, ink) {
    return {
        silent: true, symbol: "none",
        data: config.limits.map(l => ({
            yAxis: l.bound, lineStyle: { color: colour("Red"), width: 1.4, type: l.means ? "dashed" : "solid" },
            label: { position: "insideStartTop", color: ink, fontSize: 11, formatter: `${words.limit} ${l.atMost ? "≤" : "≥"} ${l.bound} ${config.unit} · ${l.name}${l.means ? ` · ${l.means}` : ""}` },
        })),
    };
}

/**
 * As far as the axis goes, and named where there is room for a word.
 * @param {Config} config
 * @param {number} strictest
 * @param {number} top
 */
function levelBands(config, strictest, top) {
    if (!config.levels || !Number.isFinite(strictest)) {
        return undefined;
    }

    const { orange, red } = config.levels;
    /** @type {[string, number, number][]} */
    const bands = [["Yellow", strictest, strictest * orange], ["Orange", strictest * orange, strictest * red], ["Red", strictest * red, Infinity]];
    return {
        silent: true,
        data: bands.filter(([, low]) => low < top).map(([level, low, high]) => [
            {
                yAxis: low, itemStyle: { color: colour(`${level}-tint`), opacity: 0.6 }, name: words.levels[level],
                label: { show: Math.min(high, top) - low > 0.09 * top, position: "insideTopRight", color: colour(level), fontSize: 11 },
            },
            { yAxis: Math.min(high, top) },
        ]),
    };
}

/**
 * @param {Config} config
 * @param {import("./series.js").Series<import("./series.js").Single>} series
 * @param {(value: number) => string} colourAt
 * @param {string} card
 * @param {string} muted
 */
function ofSingles(config, series, colourAt, card, muted) {
    const used = series.points.filter(p => !p.isOut);
    const interval = config.interval && series.source !== "lab" ? config.interval * 1000 : usual(used);
    const small = used.length > 300;
    const data = used.flatMap((p, i) => {
        const own = colourAt(p.value);
        const point = {
            value: [wall.of(p.at), p.value],
            symbol: p.was.length > 0 ? "diamond" : p.bound ? "triangle" : "circle", symbolRotate: p.bound === "<" ? 180 : 0,
            symbolSize: p.was.length > 0 ? 11 : p.bound ? 8 : small ? 3 : 6,
            itemStyle: p.bound ? { color: card, borderColor: own, borderWidth: 1.6 } : p.reading.flag === 3 ? { color: own, borderColor: colour("Yellow"), borderWidth: 2 } : { color: own },
            tell: () => tellSingle(p),
        };
        return i > 0 && isGap(used[i - 1], p, interval) ? [{ value: [wall.of((used[i - 1].at + p.at) / 2), null] }, point] : [point];
    });
    return [
        { type: "line", data, showAllSymbol: true, connectNulls: false, lineStyle: { color: colour("water"), width: series.source === "lab" ? 0 : 1.6 } },
        outOf(series.points.filter(p => p.isOut).map(p => ({ at: p.at, tell: () => tellSingle(p) })), muted),
    ];
}

/**
 * @param {Config} config
 * @param {import("./series.js").Series<import("./series.js").Span>} series
 * @param {(value: number) => string} colourAt
 * @param {string} water
 * @param {string} card
 * @param {string} muted
 */
function ofSpans(config, series, colourAt, water, card, muted) {
    const used = series.points.filter(p => p.bucket.mean !== null);
    const interval = config.interval ? config.interval * 1000 : 0;
    const isBound = (/** @type {import("./series.js").Span} */ p) => p.bucket.censored === p.bucket.count - p.bucket.left_out;
    const data = used.flatMap((p, i) => {
        const isAlone = (i === 0 || isGapOfSpans(used[i - 1], p, interval)) && (i === used.length - 1 || isGapOfSpans(p, used[i + 1], interval));
        const point = {
            value: [wall.of(p.at + p.length / 2), p.bucket.mean], symbol: isBound(p) ? "triangle" : "circle", symbolRotate: 180, symbolSize: isBound(p) ? 4 : isAlone ? 4 : 2,
            itemStyle: isBound(p) ? { color: card, borderColor: water, borderWidth: 1 } : { color: colourAt(Number(p.bucket.mean)) }, tell: () => tellSpan(p, config.unit),
        };
        return i > 0 && isGapOfSpans(used[i - 1], p, interval) ? [{ value: [wall.of((used[i - 1].at + used[i - 1].length + p.at) / 2), null] }, point] : [point];
    });
    const bars = used.map(p => ({ value: [wall.of(p.at), wall.of(p.at + p.length), p.bucket.min, p.bucket.max], itemStyle: { color: colourAt(Number(p.bucket.max)), opacity: 0.45 }, tell: () => tellSpan(p, config.unit) }));
    return [
        {
            type: "custom", data: bars, encode: { x: [0, 1], y: [2, 3] },
            renderItem: (/** @type {any} */ _, /** @type {any} */ api) => {
                const [left, low] = api.coord([api.value(0), api.value(2)]);
                const [right, high] = api.coord([api.value(1), api.value(3)]);
                return { type: "rect", shape: { x: left, y: high - 0.5, width: Math.max(1, right - left), height: Math.max(1, low - high + 1) }, style: api.style() };
            },
        },
        { type: "line", data, showAllSymbol: true, connectNulls: false, lineStyle: { color: water, width: 1.4 } },
        outOf(series.points.filter(p => p.bucket.left_out > 0).map(p => ({ at: p.at + p.length / 2, tell: () => tellSpan(p, config.unit) })), muted),
    ];
}

/**
 * What says nothing of the water stands at the foot of the chart, whatever its number is.
 * @param {{at: number, tell: () => string[]}[]} points
 * @param {string} muted
 */
function outOf(points, muted) {
    return { type: "scatter", yAxisIndex: 1, symbol: CROSS, symbolSize: 8, itemStyle: { color: muted }, data: points.map(p => ({ value: [wall.of(p.at), 0.03], tell: p.tell })) };
}

/** @param {number} at */
const clock = at => new Date(wall.of(at)).toISOString().slice(0, 16).replace("T", " ");

/** @param {import("./series.js").Reading} r */
const amount = r => `${r.qualifier}${r.value} ${r.unit === "pH" ? "" : r.unit}`.trim();

/** @param {import("./series.js").Single} p */
function tellSingle(p) {
    const r = p.reading;
    const flag = `${words.flags[r.flag] ?? r.flag}${r.flag_tests.length > 0 ? ` (${r.flag_tests.map(t => words.tests[t] ?? t).join(", ")})` : ""}`;
    return [
        `${amount(r)}${r.source ? ` · ${r.source}` : ""}`,
        `${words.taken} ${clock(p.at)} · ${words.received} ${clock(Date.parse(r.received_at))}`,
        `${flag}${r.mark ? ` · ${r.mark} ${words.marks[r.mark] ?? ""}` : ""}`,
        `${words.judged[r.judged] ?? r.judged}${r.why ? `: ${words.whys[r.why] ?? r.why}` : ""}${r.limit_ref ? ` · ${r.limit_ref}` : ""}`,
        ...p.was.map(w => `${words.was} ${amount(w)}`),
    ];
}

/**
 * @param {import("./series.js").Span} p
 * @param {string} unit
 */
function tellSpan(p, unit) {
    const b = p.bucket;
    return [
        `${clock(p.at)} – ${clock(p.at + p.length)}`,
        b.mean === null ? "" : `${b.min} – ${b.max} ${unit} · ${words.mean} ${b.mean}`,
        `${b.count} ${words.samples}${b.left_out ? ` · ${b.left_out} ${words.notUsed}` : ""}${b.censored ? ` · ${b.censored} ${words.bounds}` : ""}`,
    ].filter(Boolean);
}

/** As elements: what a station calls itself is never markup. @param {string[]} lines */
function told(lines) {
    const box = document.createElement("div");
    box.append(...lines.map((text, i) => Object.assign(document.createElement(i === 0 ? "strong" : "div"), { textContent: text })));
    return box;
}

/** @param {{days: number, from?: number, to?: number}} what */
function show(what) {
    shown = what;
    bar.querySelectorAll("button[data-days]").forEach(b => b.setAttribute("aria-pressed", String(/** @type {HTMLElement} */ (b).dataset.days === String(what.days))));
    charts.forEach(c => c.due.want());
}

/**
 * Moves what is shown by a part of its length, or makes it shorter or longer around its middle.
 * @param {number} by
 * @param {number} times
 */
function move(by, times) {
    const { from, to } = range();
    const length = from === null ? 365 * DAY : to - from;
    const middle = to - length / 2 + by * length;
    const end = middle + times * length / 2;
    show(end >= now() && by >= 0 && times >= 1 ? { days: Math.max(1 / 24, times * length / DAY) } : { days: -1, from: middle - times * length / 2, to: end });
}

function buttons() {
    /** @param {string} text @param {() => void} act @param {Record<string, string>} data */
    const button = (text, act, data = {}) => {
        const made = Object.assign(document.createElement("button"), { type: "button", textContent: text });
        made.addEventListener("click", act);
        Object.assign(made.dataset, data);
        return made;
    };
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", words.shown);
    bar.append(
        ...["3", "30", "365", "0"].map(days => button(words.ranges[days], () => show({ days: Number(days) }), { days })),
        button(`◀ ${words.earlier}`, () => move(-0.5, 1)), button(`${words.later} ▶`, () => move(0.5, 1)), button(`+ ${words.closer}`, () => move(0, 0.5)), button(`− ${words.wider}`, () => move(0, 2)),
        Object.assign(document.createElement("p"), { className: "quiet", textContent: words.legend }));
}

/** The boxes that came with the newest content; those of before are known. */
function find() {
    for (const box of document.querySelectorAll(".chart")) {
        if (!charts.has(box.id)) {
            box.classList.add("drawn");
            charts.set(box.id, new Chart(/** @type {HTMLElement} */ (box)));
        }
    }
}

/**
 * Soon, since their stations were heard. Between two instants of before nothing new is to be seen but a correction, which the next look shows.
 * @param {(chart: Chart) => boolean} which
 */
function again(which) {
    const pause = shown.days > 3 || shown.days === 0 ? PAUSE_OF_LONG : PAUSE;
    shown.to === undefined && [...charts.values()].filter(which).forEach(chart => chart.due.soon(pause));
}

document.addEventListener("waterwatch:changed", find);
document.addEventListener("waterwatch:batch", event => {
    const stations = new Set(/** @type {CustomEvent} */ (event).detail.stations);
    again(chart => stations.has(chart.config.station));
});

// Before it listened, or listened again, anything may have come.
document.addEventListener("waterwatch:listening", () => again(() => true));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach(c => c.draw("")));
if (typeof library !== "undefined") {
    buttons();
    find();
    show(shown);
}

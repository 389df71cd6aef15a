// What the charts draw, without a browser: node --test runs it (npm test in src/WaterWatch).
import assert from "node:assert/strict";
import { test } from "node:test";
import { isGap, isGapOfSpans, isOut, levelOf, singles, spans, strictestOf, topOf, usual, wallOf } from "../../../../src/WaterWatch/Web/Assets/series.js";

const HOUR = 3_600_000;
const START = Date.parse("2012-01-15T00:00:00Z");

const reading = (hour, value, more = {}) => ({
    source: "", period_s: 0, taken_at: new Date(START + hour * HOUR).toISOString(), received_at: "", recorded_at: "", value, qualifier: "", unit: "mg/L", mark: "", flag: 1, flag_tests: [],
    judged: "compliant", why: "", limit_ref: "", station: "s", determinand: "Cd", fraction: "total", ...more,
});
const span = (hour, count, more = {}) => ({ at: START + hour * HOUR, length: 12 * HOUR, bucket: { count, ...more } });

test("a corrected sample is drawn once, with what it was", () => {
    const [series] = singles([reading(0, 1), reading(1, 2), reading(1, 3), reading(1, 4), reading(2, 5)]);
    assert.deepEqual(series.points.map(p => [p.value, p.was.map(w => w.value)]), [[1, []], [4, [2, 3]], [5, []]]);
});

test("instruments and means are lines of their own", () => {
    const all = singles([reading(0, 1), reading(0, 2, { source: "icp" }), reading(0, 3, { period_s: 3600 }), reading(1, 4)]);
    assert.deepEqual(all.map(s => [s.source, s.period, s.points.map(p => p.value)]), [["", 0, [1, 4]], ["icp", 0, [2]], ["", 3600, [3]]]);
});

test("below, above and mark T are bounds", () =>
    assert.deepEqual(singles([reading(0, 1, { qualifier: "<" }), reading(1, 1, { qualifier: ">" }), reading(2, 1, { mark: "T" }), reading(3, 1)])[0].points.map(p => p.bound), ["<", ">", ">", ""]));

test("what is marked out of service or failed its test is not of the water", () => {
    assert.deepEqual(["F", "M", "S", "D", "C", "B", "N", "T", "", "MD"].map(mark => isOut(reading(0, 1, { mark }))), [true, true, true, true, true, true, false, false, false, false]);
    assert.deepEqual([1, 2, 3, 4, 9].map(flag => isOut(reading(0, 1, { flag }))), [false, false, false, true, true]);
});

test("no line goes over a silent stretch", () => {
    assert.equal(isGap({ at: 0 }, { at: 10 * HOUR }, 4 * HOUR), false);
    assert.equal(isGap({ at: 0 }, { at: 10 * HOUR + 1 }, 4 * HOUR), true);
    assert.equal(isGap({ at: 0 }, { at: 100 * HOUR }, 0), false);
});

test("no line goes over a span that was silent in part", () => {
    const every = HOUR / 4;
    assert.equal(isGapOfSpans(span(0, 48), span(12, 48), every), false);
    assert.equal(isGapOfSpans(span(0, 48), span(24, 48), every), true);
    assert.equal(isGapOfSpans(span(0, 48), span(12, 20), every), true);
    assert.equal(isGapOfSpans(span(0, 1), span(24, 1), 24 * HOUR), false);
});

test("the usual distance is the middle one", () => {
    assert.equal(usual([0, 4, 8, 12, 100].map(at => ({ at }))), 4);
    assert.equal(usual([]), 0);
});

test("levels begin where the service has them", () => {
    const rule = { blue: 0.8, orange: 2, red: 10 };
    assert.deepEqual([0.79, 0.8, 1, 1.01, 2, 9.99, 10].map(r => levelOf(r, rule)), ["Compliant", "Blue", "Blue", "Yellow", "Orange", "Orange", "Red"]);
});

test("spans of several instruments, and of samples and means, are lines of their own", () => {
    const bucket = (hour, source, series_period_s) => ({ source, series_period_s, period_s: 60, taken_at: new Date(START + hour * HOUR).toISOString() });
    const all = spans([bucket(0, "a", 0), bucket(1, "a", 0), bucket(0, "a", 3600), bucket(1, "a", 3600), bucket(0, "b", 0)]);
    assert.deepEqual(all.map(s => [s.source, s.period, s.points.map(p => [(p.at - START) / HOUR, p.length])]), [["a", 0, [[0, 60_000], [1, 60_000]]], ["a", 3600, [[0, 60_000], [1, 60_000]]], ["b", 0, [[0, 60_000]]]]);
});

test("samples are coloured by the strictest upper limit on samples, never by one on means", () => {
    const limit = (bound, means = "", atMost = true) => ({ bound, atMost, name: "", means });
    assert.equal(strictestOf([limit(0.45), limit(0.08, "mean over 365 d"), limit(0.6), limit(0.01, "", false)]), 0.45);
    assert.equal(strictestOf([limit(0.08, "mean over 365 d")]), Infinity);
});

test("times are the river's, there and back, over a change of the clock too", () => {
    assert.equal(new Date(wallOf("Asia/Shanghai").of(START)).toISOString(), "2012-01-15T08:00:00.000Z");
    const berlin = wallOf("Europe/Berlin");
    for (const at of ["2012-03-25T00:30:00Z", "2012-03-25T01:30:00Z", "2012-07-01T12:00:00Z"].map(Date.parse)) {
        assert.equal(berlin.back(berlin.of(at)), at);
    }
});

test("the axis ends above what is drawn and above the limit, whatever an error code says", () => {
    assert.equal(topOf([reading(0, 0.4075), reading(1, 9999, { flag: 4 })], [], [0.005]), 0.43);
    assert.equal(topOf([reading(0, 0.001)], [], [0.05]), 0.056);
    assert.equal(topOf([], [{ max: null }, { max: 261 }], []), 280);
    assert.equal(topOf([], [], []), 1);
});

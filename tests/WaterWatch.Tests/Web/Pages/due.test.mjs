// When a chart is fetched anew, without a browser: node --test runs it (npm test in src/WaterWatch).
import assert from "node:assert/strict";
import { test } from "node:test";
import { Due } from "../../../../src/WaterWatch/Web/Assets/due.js";

/** A chart by a clock that the test moves, and how often it was fetched. */
function chart() {
    const waiting = [];
    const clock = { time: 1_000_000, now: () => clock.time, later: (act, milliseconds) => waiting.push({ act, at: clock.time + milliseconds }) };
    const made = {
        fetched: 0,
        due: new Due(() => made.fetched++, clock),
        pass(milliseconds) {
            clock.time += milliseconds;
            waiting.splice(0).forEach(w => w.at <= clock.time ? w.act() : waiting.push(w));
        },
    };
    return made;
}

test("what is seen is fetched once, and again when it is wanted", () => {
    const one = chart();
    one.due.seen(true);
    one.due.seen(false);
    one.due.seen(true);
    assert.equal(one.fetched, 1);
    one.due.want();
    assert.equal(one.fetched, 2);
});

test("however many messages come, it is fetched once a pause", () => {
    const one = chart();
    one.due.seen(true);
    one.due.soon(2_000);
    one.due.soon(2_000);
    one.pass(1_999);
    assert.equal(one.fetched, 1);
    one.pass(1);
    assert.equal(one.fetched, 2);
    one.pass(10_000);
    assert.equal(one.fetched, 2);
});

test("what failed once is fetched when its station is heard again, and not before", () => {
    const one = chart();
    one.due.seen(true);
    one.due.failed();
    one.pass(60_000);
    assert.equal(one.fetched, 1);
    one.due.soon(2_000);
    one.pass(0);
    assert.equal(one.fetched, 2);
});

test("what nobody sees waits until somebody does", () => {
    const one = chart();
    one.due.soon(2_000);
    one.pass(2_000);
    assert.equal(one.fetched, 0);
    one.due.seen(true);
    assert.equal(one.fetched, 1);
});

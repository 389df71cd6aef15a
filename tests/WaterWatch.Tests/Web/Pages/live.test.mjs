// How a page keeps itself new, on a page made by hand: node --test runs it (npm test in src/WaterWatch).
import assert from "node:assert/strict";
import { test } from "node:test";

const streams = [];
const timers = [];
let now = 1_000_000;
let answers = [];

/** As of a browser: open until it is closed, and it tells what the test makes it tell. */
class Stream extends EventTarget {
    static CLOSED = 2;
    readyState = 1;

    constructor() {
        super();
        streams.push(this);
    }

    close() {
        this.readyState = Stream.CLOSED;
    }
}

const stale = { hidden: true };
const part = { dataset: {}, contains: () => false, querySelectorAll: () => [], innerHTML: "" };
const page = Object.assign(new EventTarget(), { hidden: false, activeElement: null, querySelector: () => part, getElementById: id => id === "stale" ? stale : null });
Date.now = () => now;
Object.assign(globalThis, {
    document: page,
    location: { href: "http://water.example.org/" },
    HTMLElement: class {},
    EventSource: Stream,
    setInterval: act => timers.push(act),
    setTimeout: () => 0,
    fetch: (_, { signal }) => new Promise((put, fail) => {
        answers.push({ put: html => put(new Response(html, { status: 200 })), fail, signal });
    }),
});

/** All that waits for an answer has gone on. */
const settled = () => new Promise(done => setImmediate(done));
const open = () => streams.filter(s => s.readyState !== Stream.CLOSED).length;
const look = hidden => {
    page.hidden = hidden;
    page.dispatchEvent(new Event("visibilitychange"));
};

await import("../../../../src/WaterWatch/Web/Assets/live.js");
const [everySoOften, ofTheAge] = timers;

test("a page that nobody sees holds no connection, and has one again when it is seen", () => {
    assert.equal(open(), 1);
    look(true);
    assert.equal(open(), 0);
    everySoOften();
    assert.equal(open(), 0);
    look(false);
    assert.equal(open(), 1);
    everySoOften();
    assert.equal(open(), 1);
});

test("who comes back is told of a lost connection only when asking for news came to nothing", async () => {
    look(true);
    now += 3_600_000;
    look(false);
    ofTheAge();
    assert.equal(stale.hidden, true);
    now += 15_001;
    ofTheAge();
    assert.equal(stale.hidden, false);
    answers.splice(0).forEach(a => a.put("<p>new</p>"));
    await settled();
    await settled();
    assert.deepEqual([stale.hidden, part.innerHTML], [true, "<p>new</p>"]);
});

test("an answer that never comes is given up, and asked for again", async () => {
    everySoOften();
    assert.ok(answers[0].signal instanceof AbortSignal);
    everySoOften();
    assert.equal(answers.length, 1);
    answers[0].fail(new DOMException("", "TimeoutError"));
    await settled();
    everySoOften();
    assert.equal(answers.length, 2);
});

test("that it listens again is told to the charts, which may have missed something", () => {
    let told = 0;
    page.addEventListener("waterwatch:listening", () => told++);
    streams.at(-1).dispatchEvent(new Event("listening"));
    assert.equal(told, 1);
});

// Which names on a map have room, without a browser: node --test runs it (npm test in src/WaterWatch).
import assert from "node:assert/strict";
import { test } from "node:test";
import { asides, sidesOf } from "../../../../src/WaterWatch/Web/Assets/places.js";

const FRAME = { width: 1000, height: 500 };
const name = (x, y, rank = 0) => ({ x, y, half: 13, width: 100, height: 20, rank });

test("a name stands right of its shape where there is room", () => {
    assert.deepEqual(sidesOf([name(100, 100), name(400, 100)], FRAME), ["right", "right"]);
});

test("it stands where it lies on no shape and no name, and never outside", () => {
    assert.deepEqual(sidesOf([name(950, 100)], FRAME), ["left"]);
    assert.deepEqual(sidesOf([name(20, 8)], { width: 60, height: 500 }), [null]);
    assert.deepEqual(sidesOf([name(400, 100), name(427, 100, 1), name(373, 100, 1)], FRAME)[0], "below");
    assert.deepEqual(sidesOf([name(400, 100), name(426, 100)], FRAME), ["left", "right"]);
});

test("a name without room at its shape stands further off", () => {
    const ring = [[370, 100], [430, 100], [400, 70], [400, 130], [370, 70], [430, 70], [370, 130], [430, 130]].map(([x, y]) => name(x, y, 1));
    assert.equal(sidesOf([name(400, 100), ...ring], FRAME)[0], "high");
});

test("of two without room for both the graver one is read", () => {
    const crowd = Array.from({ length: 40 }, (_, i) => name(400 + i, 100, i === 20 ? 0 : 5));
    const sides = sidesOf(crowd, FRAME);
    assert.notEqual(sides[20], null);
    assert.ok(sides.filter(s => s === null).length > 30);
});

test("five hundred stations are arranged before anybody notices", () => {
    const start = performance.now();
    sidesOf(Array.from({ length: 500 }, (_, i) => name((i * 37) % 1000, (i * 91) % 500, i % 6)), FRAME);
    assert.ok(performance.now() - start < 500);
});

test("several at one point stand beside each other", () => {
    assert.deepEqual(asides([[24, 108], [24, 108], [25, 108], [24, 108]]), [-1, 0, 0, 1]);
});

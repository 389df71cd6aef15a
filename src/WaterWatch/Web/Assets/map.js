// @ts-check
// Draws the rivers on a map. Where they lie stands once in the page (#map-data); how the stations are is taken from the rivers' tables whenever these are new, so that both say the same.
import { asides, sidesOf } from "./places.js";

/**
 * @typedef {[number, number]} Point latitude, longitude
 * @typedef {{name: string, at: Point}} Mark
 * @typedef {{lines: {isStraight: boolean, points: Point[][]}[], stations: [string, number, number][], dams: Mark[], intakes: Mark[],
 *   tributaries: Mark[], tiles: string, words: {zoomIn: string, zoomOut: string, whole: string}}} Data
 * @typedef {{level: string, word: string, name: string, ratio: string}} Told
 */

/** Gravest first: of two names without room for both the graver one is shown. */
const LEVELS = ["Red", "Orange", "Yellow", "Blue", "Unknown", "Compliant"];
/** Half of a station's mark in pixels; what is well is a small dot in it. */
const HALF = 13;
const HALF_DOT = 8;
const SVG = "http://www.w3.org/2000/svg";

const L = /** @type {typeof import("leaflet")} */ (/** @type {any} */ (globalThis).L);
const box = /** @type {HTMLElement | null} */ (document.getElementById("map"));
const source = document.getElementById("map-data");

/**
 * What the tables of the rivers say, by the station's id.
 * @returns {Map<string, Told>}
 */
function toldByTables() {
    /** @type {Map<string, Told>} */
    const told = new Map();
    for (const row of /** @type {NodeListOf<HTMLTableRowElement>} */ (document.querySelectorAll(".river .stations tbody tr"))) {
        const link = row.querySelector("a");
        const level = row.querySelector(".level");
        if (link && level) {
            told.set(decodeURIComponent(link.pathname.split("/").pop() ?? ""), {
                level: LEVELS.find(l => level.classList.contains(l)) ?? "Unknown",
                word: level.textContent?.trim() ?? "",
                name: link.textContent?.trim() ?? "",
                ratio: row.cells[4]?.textContent?.trim() ?? "",
            });
        }
    }

    return told;
}

/** A station: a link with its level's shape, colour and word. */
class StationMark {
    /**
     * @param {import("leaflet").Map} map
     * @param {string} id
     * @param {Point} at
     * @param {number} aside in shapes
     */
    constructor(map, id, at, aside) {
        this.id = id;
        this.at = at;
        this.aside = aside * 2 * HALF;
        this.told = /** @type {Told} */ ({ level: "Unknown", word: "", name: id, ratio: "" });
        this.link = document.createElement("a");
        this.link.id = `map-${id}`;
        this.link.href = `/stations/${encodeURIComponent(id)}`;
        this.link.draggable = false;
        this.shape = document.createElementNS(SVG, "use");
        const picture = document.createElementNS(SVG, "svg");
        picture.setAttribute("class", "shape");
        picture.setAttribute("aria-hidden", "true");
        picture.append(this.shape);
        this.label = document.createElement("span");
        this.label.className = "map-name";
        this.link.append(picture, this.label);
        this.marker = L.marker(at, {
            icon: L.divIcon({ html: this.link, className: "map-mark", iconSize: [2 * HALF, 2 * HALF], iconAnchor: [HALF - this.aside, HALF] }), keyboard: false, interactive: false,
        }).addTo(map);
        L.DomEvent.disableClickPropagation(this.link);
        this.link.addEventListener("focus", () => map.panInside(at, { padding: [60, 40], animate: false }));
    }

    get rank() {
        return LEVELS.indexOf(this.told.level);
    }

    get half() {
        return this.told.level === "Compliant" ? HALF_DOT : HALF;
    }

    /** @param {Told} told */
    show(told) {
        this.told = told;
        this.link.classList.remove(...LEVELS);
        this.link.classList.add("at", told.level);
        this.shape.setAttribute("href", `#l-${told.level}`);
        const name = document.createElement("b");
        name.textContent = told.name;
        this.label.replaceChildren(name, ` ${told.word}${told.ratio ? ` ${told.ratio}` : ""}`);
        this.marker.setZIndexOffset((LEVELS.length - this.rank) * 1000);
    }

    /** @param {import("./places.js").Side | null} side */
    stand(side) {
        this.link.dataset.side = side ?? "none";
    }
}

/** With one finger a phone scrolls its page, not the map. */
const hasFinger = matchMedia("(pointer: coarse)").matches;
const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;

/**
 * @param {HTMLElement} box
 * @param {Data} data
 */
function draw(box, data) {
    box.classList.add("drawn");
    const map = L.map(box, {
        attributionControl: false, zoomControl: false, scrollWheelZoom: false, dragging: !hasFinger, minZoom: 2, maxZoom: 18, zoomSnap: data.tiles ? 1 : 0.25,
        zoomAnimation: !isCalm, fadeAnimation: !isCalm, markerZoomAnimation: !isCalm, inertia: !isCalm,
    });
    map.getPane("overlayPane")?.setAttribute("aria-hidden", "true");
    const points = data.stations.map(([, latitude, longitude]) => /** @type {Point} */ ([latitude, longitude]));
    const everything = L.latLngBounds([...points, ...[...data.dams, ...data.intakes, ...data.tributaries].map(p => p.at), ...data.lines.flatMap(l => l.points.flat())]);
    let [isMoved, isFitting] = [false, false];
    const whole = () => {
        isFitting = true;
        const room = Math.min(0.13 * box.clientWidth, 90);
        map.invalidateSize({ animate: false });
        map.fitBounds(everything, { paddingTopLeft: [room, 45], paddingBottomRight: [room, 45], maxZoom: 13, animate: false });
        [isMoved, isFitting] = [false, false];
    };
    whole();

    if (data.tiles) {
        L.tileLayer(data.tiles, { maxZoom: 18 }).addTo(map);
    }

    for (const line of data.lines.filter(l => l.points.length > 0)) {
        L.polyline(line.points, { interactive: false, className: "map-casing" }).addTo(map);
        L.polyline(line.points, { interactive: false, className: line.isStraight ? "map-water straight" : "map-water" }).addTo(map);
    }

    for (const [kind, marks] of /** @type {[string, Mark[]][]} */ ([["map-dam", data.dams], ["map-intake", data.intakes], ["map-water-name", data.tributaries]])) {
        marks.forEach(mark => put(map, kind, mark));
    }

    const aside = asides(points);
    const stations = data.stations.map(([id], index) => new StationMark(map, id, points[index], aside[index]));

    const name = () => {
        // Read all, then write all: the browser lays the page out once.
        const sizes = stations.map(s => ({ width: s.label.offsetWidth, height: s.label.offsetHeight }));
        const sides = sidesOf(stations.map((s, index) => {
            const { x, y } = map.latLngToContainerPoint(s.at);
            return { x: x + s.aside, y, half: s.half, ...sizes[index], rank: s.rank };
        }), { width: box.clientWidth, height: box.clientHeight });
        stations.forEach((s, index) => s.stand(sides[index]));
    };
    const show = () => {
        const told = toldByTables();
        stations.forEach(s => s.show(told.get(s.id) ?? s.told));
        name();
    };
    show();

    map.on("movestart zoomstart", () => { isMoved ||= !isFitting; });
    map.on("moveend zoomend", name);
    control(map, data.words, whole);
    L.control.scale({ imperial: false, position: "bottomright" }).addTo(map);

    // The wheel scrolls the page until somebody has gone into the map.
    box.addEventListener("focusin", () => map.scrollWheelZoom.enable());
    box.addEventListener("focusout", () => map.scrollWheelZoom.disable());
    new ResizeObserver(() => { isMoved ? map.invalidateSize({ animate: false }) : whole(); name(); }).observe(box);
    document.addEventListener("waterwatch:changed", show);
}

/**
 * A dam or an intake, told by its shape, and by its name to whoever points at it or hears the page; a tributary by its name alone.
 * @param {import("leaflet").Map} map
 * @param {string} kind
 * @param {Mark} mark
 */
function put(map, kind, mark) {
    const shape = document.createElement("span");
    shape.className = kind;
    if (kind === "map-water-name") {
        shape.textContent = mark.name;
    } else {
        shape.textContent = kind === "map-intake" ? "▼" : "";
        shape.title = mark.name;
        shape.setAttribute("role", "img");
        shape.setAttribute("aria-label", mark.name);
    }

    L.marker(mark.at, { icon: L.divIcon({ html: shape, className: "map-mark", iconSize: [0, 0] }), keyboard: false, interactive: false, zIndexOffset: -1000 }).addTo(map);
}

/**
 * Buttons of our own: they speak the page's language.
 * @param {import("leaflet").Map} map
 * @param {Data["words"]} words
 * @param {() => void} whole
 */
function control(map, words, whole) {
    const bar = new L.Control({ position: "topright" });
    bar.onAdd = () => {
        const group = L.DomUtil.create("div", "map-buttons");
        for (const [text, title, act] of /** @type {[string, string, () => void][]} */ ([
            ["+", words.zoomIn, () => map.zoomIn()], ["−", words.zoomOut, () => map.zoomOut()], ["⤢", words.whole, whole]])) {
            const button = L.DomUtil.create("button", "", group);
            button.type = "button";
            button.textContent = text;
            button.title = title;
            button.setAttribute("aria-label", title);
            button.addEventListener("click", act);
        }

        L.DomEvent.disableClickPropagation(group);
        return group;
    };
    bar.addTo(map);
}

if (box && source) {
    draw(box, JSON.parse(source.textContent ?? "{}"));
}

import assert from "node:assert/strict";
import { test } from "node:test";

import { meanAt, reachOf, readRaster, rowsOf, stripsTable, valueAt } from "../../pages/ui/features/states/unit_heatmap_view/sheet.js";

const bytes = (...values) => btoa(String.fromCharCode(...values));
/** Two pieces of three units, from -1 to 1. */
const raster = readRaster({ name: "state", bytes: bytes(0, 255, 51, 255, 0, 204), low: -1, high: 1 }, 2);

test("a strip is read column by column", () => {
  assert.equal(raster.units, 3);
  assert.deepEqual([valueAt(raster, 0, 0), valueAt(raster, 0, 1), valueAt(raster, 1, 0)], [-1, 1, 1]);
  assert.ok(Math.abs(valueAt(raster, 0, 2) + 0.6) < 1e-9);
  assert.ok(Math.abs(meanAt(raster, 0) + 0.2) < 1e-9);
});

test("an empty strip has no units", () => {
  assert.equal(readRaster({ name: "state", bytes: "", low: 0, high: 1 }, 0).units, 0);
});

test("what is furthest from zero, either way, has the full colour", () => {
  assert.equal(reachOf(raster), 1);
  assert.equal(reachOf({ ...raster, low: -3 }), 3);
  assert.equal(reachOf({ ...raster, low: 0, high: 0 }), 1);
});

test("an image of a strip has a row for each unit", () => {
  const rows = rowsOf(raster);
  assert.deepEqual([rows.length, ...rows.slice(0, 4)], [6, -1, 1, 1, -1]);
});

test("the table has a line a piece and a number a unit", () => {
  assert.equal(stripsTable([raster], ["我", 'a"']), [
    "strip,position,piece,unit_1,unit_2,unit_3",
    'state,1,"我",-1.000,1.000,-0.600',
    'state,2,"a""",1.000,-1.000,0.600',
    "",
  ].join("\r\n"));
  assert.equal(stripsTable([], ["我"]), "strip,position,piece\r\n");
});

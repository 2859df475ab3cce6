/** The shapes of a room, shared by the modules of this folder as those of the stage's types.js are; by `pages/ui/features/rooms/room.py`. */

/** @typedef {{version: number, lead: RoomLead, question: RoomQuestion | null, result: RoomResult | null}} RoomState */
/** @typedef {{present: number, away: number, answers: number}} RoomCounts */
/** A question that a teacher has prepared: what is asked, where, "" for wherever the class is by then; the room in which it was `asked` last.
 * @typedef {{kind: RoomAsk, words: string, choices: string[], right: string, address: string, asked: string}} RoomPrepared */
/** As whom one watches: a student who is with the class or away, or somebody who counts them. @typedef {"" | "?away" | "?counts"} RoomWatching */
/** An answer of this browser, which `waits` until the server has it. @typedef {{number: number, answer: any, waits: boolean}} RoomHanded */

/** Who looks at a window: somebody who leads, somebody who follows and answers, or a class that reads along.
 * @typedef {"teacher" | "student" | "wall"} RoomRole */

/** How a browser stands to a room: no word from it yet, all well, no connection for the moment, or no such room.
 * @typedef {"joining" | "live" | "lost" | "gone"} RoomLink */

/** What is known here. `handed`: the last answer of this browser; `peeked`: what the class has answered so far, as its teacher sees it; `ahead`: how
 * many seconds the clock of the server is before that of this browser.
 * @typedef {{link: RoomLink, room: RoomState | null, counts: RoomCounts, following: boolean, handed: RoomHanded | null, ahead: number,
 *   peeked: {number: number, result: RoomResult} | null, problem: string}} RoomSeat */
/** @typedef {{type: "room", room: RoomState} | {type: "counts", counts: RoomCounts} | {type: "link", link: RoomLink}
 *   | {type: "follow", on: boolean} | {type: "clock", ahead: number} | {type: "handed", handed: RoomHanded} | {type: "peeked", peeked: {number: number, result: RoomResult} | null} | {type: "problem", reason: string}} RoomNews */

/** What Python hands over: the room in the address, whether this is the wall in it, and what else the address hides; how many addresses it has read; inside a room the link that students get, its QR
 * code, whether that works on this computer alone, the scoring functions that a question can have as its choices, each with its alias, the alias of the
 * one in view, and whether that attends; in which language; what can be wrong; what else the page can be asked about, by kind of question.
 * @typedef {{code: string, wall: boolean, hide: string[], link?: string, modules?: string[], here?: boolean, alias?: string, attends?: boolean, scorers?: {value: string, title: string, alias: string, attends: boolean}[],
 *   lang?: string, diagnoses?: {value: string, title: string}[], asks?: Record<string, {title: string, words: string, choices: string[]}>, present: boolean, read: number,
 *   labels: Record<string, string>}} RoomData */

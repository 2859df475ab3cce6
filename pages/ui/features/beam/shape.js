/** The structure of a tree: its nodes with their children in order, which are visible, the status of each, and where the arrow keys lead. Pure. */

/** @param {TreeRecord} record @returns {Shape} */
export function shapeOf({ branches, best }) {
  const { parent: parents, displayed, step, logprob, total, score, status, decided, reading } = branches;
  /** @type {TreeNode[]} */
  const nodes = branches.piece.map((piece, i) => ({
    number: i, piece, displayed: displayed?.[i] ?? piece, parent: parents[i], step: step[i], logprob: logprob[i], total: total[i], score: score[i],
    status: status[i], decided: decided[i], reading: reading[i], children: [], ends: Infinity, rank: -1, wins: false, leads: false,
  }));
  best.forEach((end, rank) => {
    nodes[end].rank = rank;
    for (let at = /** @type {number | null} */ (end); at !== null; at = nodes[at].parent) {
      nodes[at].leads = true;
      if (rank === 0) nodes[at].wins = true;
    }
  });
  for (let i = nodes.length - 1; i >= 0; i--) {
    const node = nodes[i];
    if (node.status === "finished") node.ends = node.step;
    if (node.parent === null) continue;
    const parent = nodes[node.parent];
    parent.children.push(i);
    parent.ends = Math.min(parent.ends, node.ends);
  }
  for (const node of nodes) node.children.sort((a, b) => compareNodes(nodes[a], nodes[b]));
  const roots = nodes.filter((node) => node.parent === null).sort(compareNodes).map((node) => node.number);
  return { nodes, roots, best, steps: Math.max(0, ...nodes.map((node) => node.step + 1)) };
}

/**
 * The order of siblings: the best hypothesis first, so that it runs along the top; then those that lead to one of the
 * best, those kept in the beam, the pruned ones; among equals the more probable.
 * @param {TreeNode} a @param {TreeNode} b @returns {number}
 */
function compareNodes(a, b) {
  const rank = (/** @type {TreeNode} */ node) => (node.wins ? 0 : node.leads ? 1 : node.status === "pruned" ? 3 : 2);
  return rank(a) - rank(b) || b.total - a.total;
}

/** The numbers of a node and its ancestors, from the root. @param {Shape} shape @param {number | null} number @returns {number[]} */
export function pathTo({ nodes }, number) {
  const path = [];
  for (let at = number; at !== null; at = nodes[at].parent) path.unshift(at);
  return path;
}

/** The pieces of a hypothesis. @param {Shape} shape @param {number | null} number @returns {string[]} */
export function piecesTo(shape, number) {
  return pathTo(shape, number).map((ancestor) => shape.nodes[ancestor].piece);
}

/**
 * The visible nodes, a list for each step, in depth-first order, so that edges never cross.
 * @param {Shape} shape @param {Visibility} options @returns {number[][]}
 */
export function columnsOfTree({ nodes, roots, steps }, { showing, folded }) {
  const columns = Array.from({ length: steps }, () => /** @type {number[]} */ ([]));
  const shown = (/** @type {TreeNode} */ node) =>
    showing === "all" || (showing === "best" ? node.leads : node.status !== "pruned");
  const waiting = [...roots].reverse();
  while (waiting.length > 0) {
    const node = nodes[/** @type {number} */ (waiting.pop())];
    if (!shown(node)) continue;
    columns[node.step].push(node.number);
    if (!folded.has(node.number)) waiting.push(...[...node.children].reverse());
  }
  return columns;
}

/**
 * The status of a node at a step: not there yet, living (in the beam), ended, fallen (its hypothesis left the beam
 * later), or pruned (never in the beam).
 * @param {TreeNode} node @param {number} step @returns {"later" | "living" | "ended" | "fallen" | "pruned"}
 */
export function statusAt(node, step) {
  if (node.step > step) return "later";
  if (node.status === "pruned") return "pruned";
  if (node.ends <= step) return "ended";
  return node.decided >= step ? "living" : "fallen";
}

/**
 * How many of a step's hypotheses were kept or ended, and how many pruned.
 * @param {Shape} shape @param {number} step @returns {{kept: number, pruned: number}}
 */
export function countsAt({ nodes }, step) {
  const here = nodes.filter((node) => node.step === step);
  const pruned = here.filter((node) => node.status === "pruned").length;
  return { kept: here.length - pruned, pruned };
}

/**
 * The visible node that an arrow key leads to; the same node if there is none.
 * @param {Shape} shape @param {number[][]} columns @param {number} from @param {string} key @returns {number}
 */
export function nodeInDirection(shape, columns, from, key) {
  const node = shape.nodes[from];
  if (key === "ArrowLeft") return node.parent ?? from;
  if (key === "ArrowRight") return node.children.find((child) => columns[node.step + 1]?.includes(child)) ?? from;
  const column = columns[node.step];
  const by = key === "ArrowUp" ? -1 : 1;
  return column[column.indexOf(from) + by] ?? from;
}

/**
 * The node of a step on the branch of a node: an ancestor, or its best descendant; the end of the branch if that is
 * shorter.
 * @param {Shape} shape @param {number | null} from null: the best hypothesis @param {number} step @returns {number | null}
 */
export function nodeAtStep(shape, from, step) {
  const path = pathTo(shape, from ?? shape.best[0] ?? shape.roots[0] ?? null);
  if (path.length > step) return path[step];
  let at = path[path.length - 1] ?? null;
  while (at !== null && shape.nodes[at].step < step) {
    const next = shape.nodes[at].children.find((child) => shape.nodes[child].status !== "pruned");
    if (next === undefined) break;
    at = next;
  }
  return at;
}

/**
 * The node itself if it is visible, or its nearest visible ancestor.
 * @param {Shape} shape @param {number[][]} columns @param {number | null} from @returns {number | null}
 */
export function nearestVisible(shape, columns, from) {
  let at = from;
  while (at !== null && !columns[shape.nodes[at].step].includes(at)) at = shape.nodes[at].parent;
  return at;
}

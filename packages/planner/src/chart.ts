/** A piece of the question that has a meaning: tokens from `i` to before `j`. */
export type Edge = {
  readonly cat: string;
  readonly sem: unknown;
  readonly cost: number;
  readonly i: number;
  readonly j: number;
  readonly kids: readonly Edge[];
  /** What a word became, for the tokens table. Only on leaves. */
  readonly became?: { readonly text: string; readonly state: 'linked' | 'operator' | 'relation' | 'politeness' };
};

export type Out = { readonly sem: unknown; readonly cost: number };
export type Rule = {
  readonly lhs: string;
  readonly rhs: readonly string[];
  readonly cost: number;
  readonly act: (sems: readonly unknown[]) => readonly Out[];
};

type Active = { readonly rule: Rule; readonly kids: readonly Edge[]; readonly cost: number };

/** Best edges kept per cell and category; a smaller beam loses nested questions, a larger one only time. */
const BEAM = 6;
/** Bounds the work whatever is asked; a question that needs more is not understood. */
const MOST_ACTIONS = 60_000;

/** Bottom-up chart over all spans; every rule applies to every span, best `BEAM` readings per category stay. */
export class Chart {
  readonly cells: Map<string, Edge[]>[][];
  private readonly active: Active[][][];
  private readonly starts: ReadonlyMap<string, readonly Rule[]>;
  private actions = 0;
  private readonly size: number;

  constructor(size: number, rules: readonly Rule[]) {
    this.size = size;
    const starts = new Map<string, Rule[]>();
    for (const rule of rules) {
      const first = rule.rhs[0] ?? '';
      starts.set(first, [...(starts.get(first) ?? []), rule]);
    }
    this.starts = starts;
    this.cells = Array.from({ length: size + 1 }, () =>
      Array.from({ length: size + 1 }, () => new Map<string, Edge[]>()),
    );
    this.active = Array.from({ length: size + 1 }, () => Array.from({ length: size + 1 }, () => []));
  }

  /** Fills the chart from the leaves and returns the readings of the whole question, cheapest first. */
  parse(leaves: readonly Edge[], goal: string): readonly Edge[] {
    for (let j = 1; j <= this.size; j += 1) {
      for (let i = j - 1; i >= 0; i -= 1) this.fill(i, j, leaves);
    }
    return this.cells[0]?.[this.size]?.get(goal) ?? [];
  }

  private fill(i: number, j: number, leaves: readonly Edge[]): void {
    const agenda: Edge[] = leaves.filter((leaf) => leaf.i === i && leaf.j === j);
    for (let k = i + 1; k < j; k += 1) {
      const cell = this.cells[k]?.[j];
      if (cell === undefined || cell.size === 0) continue;
      for (const active of this.active[i]?.[k] ?? []) {
        for (const edge of cell.get(active.rule.rhs[active.kids.length] ?? '') ?? [])
          this.advance(active, edge, agenda);
      }
    }
    const seen = new Map<string, number>();
    while (agenda.length > 0) {
      let best = 0;
      for (let at = 1; at < agenda.length; at += 1) if ((agenda[at]?.cost ?? 0) < (agenda[best]?.cost ?? 0)) best = at;
      const [edge] = agenda.splice(best, 1);
      if (edge !== undefined) this.settle(edge, seen, agenda);
    }
  }

  private settle(edge: Edge, seen: Map<string, number>, agenda: Edge[]): void {
    const cell = this.cells[edge.i]?.[edge.j];
    if (cell === undefined) return;
    const held = cell.get(edge.cat) ?? [];
    if (held.length >= BEAM) return;
    const signature = `${edge.cat} ${JSON.stringify(edge.sem)}`;
    if (seen.has(signature)) return;
    seen.set(signature, edge.cost);
    cell.set(edge.cat, [...held, edge]);
    for (const rule of this.starts.get(edge.cat) ?? []) this.advance({ rule, kids: [], cost: rule.cost }, edge, agenda);
  }

  private advance(active: Active, edge: Edge, agenda: Edge[]): void {
    const kids = [...active.kids, edge];
    const cost = active.cost + edge.cost;
    const first = kids[0];
    if (first === undefined) return;
    if (kids.length < active.rule.rhs.length) {
      this.active[first.i]?.[edge.j]?.push({ rule: active.rule, kids, cost });
      return;
    }
    this.actions += 1;
    if (this.actions > MOST_ACTIONS) return;
    for (const out of active.rule.act(kids.map((kid) => kid.sem))) {
      agenda.push({ cat: active.rule.lhs, sem: out.sem, cost: cost + out.cost, i: first.i, j: edge.j, kids });
    }
  }
}

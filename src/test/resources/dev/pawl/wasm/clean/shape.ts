export type Shape = { kind: "circle"; radius: number } | { kind: "square"; side: number };
interface Named<T extends object = object> {
  readonly name: string;
  of?: T;
}
export class Box<T> implements Named {
  constructor(public readonly name: string, private items: T[] = []) {}
  @logged
  async first(): Promise<T | undefined> {
    return this.items[0]! as T;
  }
}
export const area = (s: Shape): number => s.kind === "circle" ? Math.PI * s.radius ** 2 : s.side * s.side;
declare function logged(target: unknown, context: unknown): void;
enum Level {
  Low = 1,
  High,
}

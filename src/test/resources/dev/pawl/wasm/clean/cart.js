// The prices of a cart, "à la carte" 🛒
import { round } from "./round.js";
const TAX = 0.19, names = ["a", "b"];
export default function total(items, { currency = "EUR", ...rest } = {}) {
  let sum = 0;
  for (const { price, count = 1 } of items) sum += price * count;
  if (sum > 100) sum -= 5;
  else if (sum < 0) {
    throw new Error(`bad ${sum}
   kept`);
  }
  return {
    currency,
    value: round(sum * (1 + TAX)),
    ...rest,
    label: names.map(n => n.toUpperCase()).filter(Boolean).join(", ") || /[/]x/g,
  };
}
const view = <ul className="cart">{names.map(n => <li key={n}>{n}</li>)}</ul>;

import { follow } from "./connection.js";
import { markZeros, showCounts } from "./counts.js";

const list = document.querySelector(".directives");
markZeros(list);
follow(list.dataset.live, "", { list: show });

function show(lines) {
  for (const line of lines) {
    const item = list.querySelector(`[data-directive="${CSS.escape(line.number)}"][data-department="${CSS.escape(line.department)}"]`);
    if (item) showCounts(item, line.counts);
    else location.reload();
  }
}

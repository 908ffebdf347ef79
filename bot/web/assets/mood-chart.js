// Draws what the table beside it says; without scripts the table stands alone.
// Lines differ in dash and mark as well as in colour.
const LOOKS = [
  { colour: "#1d5c63", dash: [], mark: "circle" },
  { colour: "#8c1c13", dash: [8, 4], mark: "triangle" },
  { colour: "#4a3800", dash: [2, 3], mark: "rect" },
  { colour: "#5a3d7a", dash: [10, 3, 2, 3], mark: "rectRot" },
];
const BAND = "rgba(29, 92, 99, 0.12)";

const frame = document.getElementById("chart");
const table = document.getElementById(frame.dataset.from);
const rows = [...table.tBodies[0].rows].reverse();
const labels = rows.map((row) => row.cells[0].textContent.trim());

function values(column) {
  return rows.map((row) => {
    const number = Number.parseInt(row.cells[column].textContent, 10);
    return Number.isNaN(number) ? null : number;
  });
}

function line(header, place) {
  const { colour, dash, mark } = LOOKS[place % LOOKS.length];
  return {
    label: header.textContent.trim(),
    data: values(place + 1),
    borderColor: colour,
    backgroundColor: colour,
    borderDash: dash,
    borderWidth: 2,
    pointStyle: mark,
    pointRadius: 5,
    spanGaps: true,
  };
}

// The band is drawn for the first line only: several would hide each other.
function band(header) {
  if (!header?.dataset.low) return [];
  const edge = (value, fill) => ({
    label: frame.dataset.usual,
    data: labels.map(() => Number(value)),
    borderColor: "#465457",
    borderDash: [4, 4],
    borderWidth: 1,
    pointStyle: "line",
    pointRadius: 0,
    backgroundColor: BAND,
    fill,
  });
  return [edge(header.dataset.low, "+1"), edge(header.dataset.high, false)];
}

function draw() {
  frame.hidden = false;
  const headers = [...table.querySelectorAll("th[data-line]")];
  const datasets = [...headers.map(line), ...band(headers[0])];
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const named = new Set();
  new window.Chart(frame.querySelector("canvas"), {
    type: "line",
    data: { labels, datasets },
    options: {
      animation: calm ? false : { duration: 300 },
      maintainAspectRatio: false,
      scales: { y: { min: 0, max: 10, ticks: { stepSize: 2 } }, x: { ticks: { maxTicksLimit: 8, maxRotation: 0 } } },
      plugins: {
        legend: {
          position: "bottom",
          labels: {
            usePointStyle: true,
            color: "#0b0c0c",
            filter: (item) => !named.has(item.text) && named.add(item.text) && true,
          },
        },
      },
    },
  });
}

draw();

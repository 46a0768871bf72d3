// The two charts, in the colours, the type and the direction of the page.

const zone = 5 * 3600;

export class Charts {
  constructor(section) {
    this.labels = section.dataset;
    this.empty = section.querySelector(".chart-empty");
    this.stages = this.begin("stages-chart");
    this.timeline = this.begin("timeline-chart");
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.draw());
    new ResizeObserver(() => {
      this.stages.resize();
      this.timeline.resize();
    }).observe(section);
  }

  begin(id) {
    return echarts.init(document.getElementById(id), null, { renderer: "canvas" });
  }

  showCounts(counts) {
    this.counts = counts;
    this.drawStages();
  }

  showTimeline(timeline) {
    this.course = timeline;
    this.drawTimeline();
  }

  draw() {
    this.drawStages();
    this.drawTimeline();
  }

  drawStages() {
    if (!this.counts) return;
    const stages = ["served", "opened", "acknowledged", "declined"];
    this.stages.setOption({
      animation: !matchMedia("(prefers-reduced-motion: reduce)").matches,
      animationDurationUpdate: 400,
      grid: { left: rtl() ? 56 : 8, right: rtl() ? 8 : 56, top: 8, bottom: 8, containLabel: true },
      xAxis: { type: "value", inverse: rtl(), show: false, max: Math.max(1, this.counts.served) },
      yAxis: {
        type: "category",
        inverse: true,
        position: rtl() ? "right" : "left",
        data: stages.map(stage => this.labels[stage]),
        axisLine: { show: false },
        axisTick: { show: false },
        axisLabel: { color: colour("--ink"), fontFamily: family(), fontSize: 14, lineHeight: rtl() ? 30 : 20 },
      },
      series: [{
        type: "bar",
        barWidth: "58%",
        showBackground: true,
        backgroundStyle: { color: colour("--sunken"), borderRadius: 3 },
        data: stages.map(stage => ({
          value: this.counts[stage],
          itemStyle: { color: stage === "served" ? colour("--muted") : colour(`--${stage}`), borderRadius: 3 },
        })),
        label: {
          show: true,
          position: rtl() ? "left" : "right",
          distance: 8,
          color: colour("--ink"),
          fontFamily: family(),
          fontSize: 15,
          fontWeight: 600,
          formatter: item => item.value.toLocaleString("en"),
        },
      }],
    });
  }

  drawTimeline() {
    if (!this.course) return;
    const { from, step } = this.course;
    this.empty.hidden = this.course.opened.length > 0;
    const points = counts => counts.map((count, i) => [(from + i * step + zone) * 1000, count]);
    const line = (act, filled) => ({
      name: this.labels[act],
      type: "line",
      step: step > 60 ? false : "end",
      showSymbol: false,
      lineStyle: { width: 2, color: colour(`--${act}`) },
      itemStyle: { color: colour(`--${act}`) },
      areaStyle: filled ? { color: colour(`--${act}`), opacity: 0.15 } : undefined,
      data: points(this.course[act]),
    });
    this.timeline.setOption({
      animation: false,
      useUTC: true,
      tooltip: { trigger: "axis", renderMode: "richText", textStyle: { fontFamily: family() } },
      legend: { top: 0, [rtl() ? "right" : "left"]: 0, icon: "roundRect", itemWidth: 12, itemHeight: 12, textStyle: { color: colour("--muted"), fontFamily: family(), fontSize: 13, lineHeight: rtl() ? 28 : 18 } },
      grid: { left: 8, right: 16, top: rtl() ? 48 : 40, bottom: 8, containLabel: true },
      xAxis: { type: "time", inverse: rtl(), axisLabel: { color: colour("--muted"), fontFamily: family(), hideOverlap: true }, axisLine: { lineStyle: { color: colour("--line") } }, splitLine: { show: false } },
      yAxis: { type: "value", position: rtl() ? "right" : "left", minInterval: 1, axisLabel: { color: colour("--muted"), fontFamily: family() }, splitLine: { lineStyle: { color: colour("--line") } } },
      series: [
        line("opened", false),
        line("acknowledged", true),
        line("declined", false),
      ],
    });
  }
}

const rtl = () => document.documentElement.dir === "rtl";
const style = () => getComputedStyle(document.documentElement);
const colour = name => style().getPropertyValue(name).trim();
const family = () => style().getPropertyValue("--sans").trim();

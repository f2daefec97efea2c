// A listing that a tactic would hit wrongly becomes one of its quiet examples, in the text that is being written.
document.addEventListener("click", (event) => {
  const button = event.target.closest("button.quiet");
  const text = document.getElementById("id_text");
  if (!button || !text) return;
  const quoted = (value) => JSON.stringify(value.replace(/\s+/g, " ").trim().slice(0, 400));
  const description = button.dataset.quietDescription;
  const example = `  - {title: ${quoted(button.dataset.quiet)}${description ? `, description: ${quoted(description)}` : ""}}`;
  const lines = text.value.split("\n");
  const place = lines.findIndex((line) => /^quiet_on:\s*$/.test(line));
  if (place < 0) return;
  lines.splice(place + 1, 0, example);
  // Its examples know the invented marks alone, and those that are named here.
  const marks = lines.findIndex((line) => /^example_marks:/.test(line));
  const mark = quoted(button.dataset.mark);
  if (marks < 0) lines.splice(lines.findIndex((line) => /^fires_on:/.test(line)), 0, `example_marks: [${mark}]`);
  else if (!lines[marks].includes(button.dataset.mark)) lines[marks] = lines[marks].replace(/\]\s*$/, `, ${mark}]`);
  text.value = lines.join("\n");
  text.dispatchEvent(new Event("change", { bubbles: true }));
});
